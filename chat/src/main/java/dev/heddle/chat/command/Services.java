// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.Line;
import dev.heddle.chat.store.Scram;
import java.util.concurrent.Executor;

/// What all commands share. Thread: the hub.
///
/// @param line scratch for the answers: composed and told at once
public record Services(
        Hub hub,
        Passwords passwords,
        Scram scram,
        Throttles throttles,
        Directory directory,
        ReadMarkers readMarkers,
        Nonces nonces,
        FirstAdministrator firstAdministrator,
        ServerHooks hooks,
        Line line) {
    /// What the server around the hub does for commands.
    public interface ServerHooks {
        /// REHASH: reload what can change; the lines tell the operator what happened.
        java.util.List<String> rehash();

        /// Runs on the hub, soon: the way back for answers from other threads.
        Executor hubExecutor();
    }

    /// Nicks that belong to the server itself.
    static boolean isReservedName(String folded) {
        return folded.equals("nickserv") || folded.equals("chanserv") || folded.equals("histserv");
    }

    /// Everything around a hub.
    public static Services of(Hub hub, Passwords passwords, Scram scram, ServerHooks hooks) {
        return new Services(
                hub,
                passwords,
                scram,
                new Throttles(hub),
                new Directory(hub),
                new ReadMarkers(),
                new Nonces(hub.clock().nanos()),
                new FirstAdministrator(),
                hooks,
                new Line());
    }
}
