// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.terminal.link.Presented;
import org.jspecify.annotations.Nullable;

/// Why a client is not in. Any thread; immutable.
///
/// @param code what kind of failure
/// @param words for people; what the server said in it is not made safe for a terminal
/// @param untrusted the certificate that was not believed; null unless the code is [Code#UNTRUSTED]
public record Failure(Code code, String words, @Nullable Presented untrusted) {
    /// What kind.
    public enum Code {
        /// There is no connection.
        UNREACHABLE,
        /// The server's certificate is not believed.
        UNTRUSTED,
        /// Wrong password, or no such account: servers say no more.
        WRONG_LOGIN,
        /// Somebody else has the nick.
        NICK_IN_USE,
        /// The name is not one that the server allows.
        BAD_NAME,
        /// An account of that name is there already.
        ACCOUNT_EXISTS,
        /// The server does not take that password.
        BAD_PASSWORD,
        /// The server cannot do what was wanted.
        NOT_OFFERED,
        /// The server does not want this user, or not now.
        REFUSED
    }

    static Failure of(Code code, String words) {
        return new Failure(code, words, null);
    }
}
