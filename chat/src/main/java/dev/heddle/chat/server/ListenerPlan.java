// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.web.WebPlan;
import dev.heddle.protocols.tls.TlsOptions;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.TcpOptions;
import org.jspecify.annotations.Nullable;

/// A place to listen, and what is spoken there.
///
/// @param at the address; port 0 takes any free one
/// @param tcp how its connections behave
/// @param tls null: in the clear
/// @param web null: IRC lines on the bare stream; else HTTP, and IRC over WebSocket
public record ListenerPlan(
        Endpoint at,
        TcpOptions tcp,
        @Nullable TlsOptions tls,
        @Nullable WebPlan web) {
    /// IRC lines.
    ///
    /// @param at the address
    /// @param tcp how its connections behave
    /// @param tls null: in the clear
    /// @return without HTTP
    public static ListenerPlan irc(Endpoint at, TcpOptions tcp, @Nullable TlsOptions tls) {
        return new ListenerPlan(at, tcp, tls, null);
    }

    /// The same elsewhere.
    ///
    /// @param other where
    /// @return a copy
    ListenerPlan at(Endpoint other) {
        return new ListenerPlan(other, tcp, tls, web);
    }
}
