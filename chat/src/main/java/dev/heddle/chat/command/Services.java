// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.Line;
import dev.heddle.chat.store.Scram;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

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
        Features features,
        ServerHooks hooks,
        Line line) {
    /// What the server around the hub does for commands.
    public interface ServerHooks {
        /// How the first line of [#rehash()] begins when the reload failed.
        String NOTHING_CHANGED = "nothing changed: ";

        /// REHASH: reload what can change; the lines tell the operator what happened.
        List<String> rehash();

        /// What came of a command that the program around the server carries out.
        ///
        /// @param problem why it could not be done; empty: it was
        record Outcome(List<String> lines, String problem) {
            public Outcome {
                lines = List.copyOf(lines);
            }
        }

        /// Carries out `status`, `backup FILE`, `stop` for an operator; `done` is called once, on any thread.
        default void operate(List<String> words, Consumer<Outcome> done) {
            done.accept(new Outcome(List.of(), "There is no running server to do that"));
        }

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
                new Features(),
                hooks,
                new Line());
    }
}
