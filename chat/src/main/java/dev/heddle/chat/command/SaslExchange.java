// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.store.Account;
import dev.heddle.chat.store.ScramExchange;
import org.jspecify.annotations.Nullable;

/// A SASL login under way. Thread: the hub.
final class SaslExchange {
    final String mechanism;
    final StringBuilder payload = new StringBuilder();

    @Nullable
    ScramExchange scram;
    /// SCRAM: whose password it is; null also for an account that does not exist.
    @Nullable
    Account account;
    /// SCRAM: the proof was right; what is missing is the client's last, empty message.
    boolean verified;

    SaslExchange(String mechanism) {
        this.mechanism = mechanism;
    }
}
