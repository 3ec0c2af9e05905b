// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.exchange;

import dev.heddle.protocols.http.AccessLog;
import dev.heddle.protocols.http.HttpLimits;
import dev.heddle.protocols.tls.Identities;
import dev.heddle.runtime.net.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a [CallServer] listens and what its clients may ask for. Immutable; any thread.
///
/// @param listen at least one place
/// @param loops 1 to 64 threads that do the network's work
/// @param limits per connection
/// @param sharePort whether another process may listen at the same places, as one that takes over does
/// @param accessLog hears of each answer; null: nobody does
public record ServerOptions(
        List<Listen> listen,
        int loops,
        HttpLimits limits,
        boolean sharePort,
        @Nullable AccessLog accessLog) {
    private static final int MAX_LOOPS = 64;

    /// One place.
    ///
    /// @param at address and port; port 0 is any free one
    /// @param identities for HTTPS; null: HTTP
    public record Listen(Endpoint at, @Nullable Identities identities) {}

    /// Checks the numbers.
    public ServerOptions {
        listen = List.copyOf(listen);
        if (listen.isEmpty() || loops < 1 || loops > MAX_LOOPS) {
            throw new IllegalArgumentException("server: wanted a place to listen and 1 to " + MAX_LOOPS + " loops, got "
                    + listen + " and " + loops);
        }
    }

    /** Plain HTTP at one place, on one loop, with the usual limits. */
    public static ServerOptions at(Endpoint place) {
        return new ServerOptions(List.of(new Listen(place, null)), 1, HttpLimits.defaults(), false, null);
    }
}
