// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import org.jspecify.annotations.Nullable;

/// What a client has said of itself before it is a user. Thread: the hub.
public final class Registration {
    /// The nick that was refused last because somebody uses it; REGISTER still says so.
    @Nullable
    String refusedNick;

    @Nullable
    String nick;

    @Nullable
    String username;

    @Nullable
    String realname;

    @Nullable
    String password;

    boolean passwordAccepted;
    /// Between CAP LS or REQ and CAP END.
    boolean negotiating;
    /// The account that SASL logged in to, as displayed.
    @Nullable
    String account;

    @Nullable
    String away;

    boolean isComplete() {
        return nick != null && username != null && !negotiating;
    }
}
