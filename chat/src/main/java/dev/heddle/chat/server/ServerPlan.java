// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.store.PasswordHasher;
import dev.heddle.runtime.loop.LoopOptions;
import java.util.List;
import java.util.function.Supplier;

/// All that a server is made of besides its store and heaps. Immutable.
///
/// @param settings what the hub and the commands go by
/// @param casemapping as the database has it
/// @param listeners where to listen, on every loop
/// @param loops how many event loops; the hub lives on the first
/// @param loopOptions backend, time and reports of all of them
/// @param outboxBytes what may wait for one client
/// @param passwordCost what hashing a password takes
/// @param hashers how many passwords are hashed at once
/// @param reload reads the configuration again: the new settings, and lines that tell the operator what changed
public record ServerPlan(
        HubSettings settings,
        Casemapping casemapping,
        List<ListenerPlan> listeners,
        int loops,
        LoopOptions loopOptions,
        int outboxBytes,
        PasswordHasher.Cost passwordCost,
        int hashers,
        Supplier<Reloaded> reload) {
    /// What a reload gave.
    ///
    /// @param settings the ones to go by from now on
    /// @param lines for the operator who asked
    public record Reloaded(HubSettings settings, List<String> lines) {
        /// Keeps its own copy of the lines.
        public Reloaded {
            lines = List.copyOf(lines);
        }
    }

    /// Checks the counts.
    public ServerPlan {
        listeners = List.copyOf(listeners);
        if (loops < 1 || loops > 64 || hashers < 1 || outboxBytes < 1) {
            throw new IllegalArgumentException(
                    "server plan: wanted 1 to 64 loops and at least 1 hasher and outbox byte," + " got " + loops + ", "
                            + hashers + ", " + outboxBytes);
        }
    }
}
