// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.store.ScramCredentials;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Password hashing, on bounded workers: the hub never hashes.
///
/// Thread: called on the hub; every callback comes on the hub, later or at once (never within the call),
/// exactly once.
/// Limits: when too many wait already, the answer is null ("busy").
public interface Passwords {
    /// A new password's hash and SCRAM credentials; null: busy.
    void hash(String password, Consumer<@Nullable Hashed> done);

    /// Whether the password is right; null: busy. With a null hash it takes as long as with one, and is wrong.
    void verify(String password, @Nullable String hash, Consumer<@Nullable Boolean> done);

    /// What is stored of a password.
    record Hashed(String hash, ScramCredentials scram) {}
}
