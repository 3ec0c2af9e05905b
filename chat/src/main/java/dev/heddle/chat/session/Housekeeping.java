// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.store.ServerBan;
import dev.heddle.chat.store.StoreEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What must be done from time to time whatever the clients do: history that retention does not keep is
/// deleted, a piece at a time, and bans that have expired are lifted.
///
/// Thread: the hub. Limit: one piece looks at [#PLACES_MAX] buffers and deletes [#ENTRIES_MAX] entries at most,
/// so that commits do not wait for it; it is left out while the store is behind.
final class Housekeeping {
    /// Between two pieces.
    static final Duration INTERVAL = Duration.ofSeconds(10);

    static final int PLACES_MAX = 256;
    static final int ENTRIES_MAX = 4096;
    private static final Duration NONCES_KEPT = Duration.ofDays(7);

    private final Hub hub;
    private long nextNanos;

    Housekeeping(Hub hub) {
        this.hub = hub;
        nextNanos = hub.clock().nanos() + INTERVAL.toNanos();
    }

    /// When it wants to run.
    long nextNanos() {
        return nextNanos;
    }

    /// Runs if it is time.
    void turn(long nowNanos) {
        if (nowNanos < nextNanos) {
            return;
        }
        nextNanos = nowNanos + INTERVAL.toNanos();
        long now = hub.clock().wallMillis();
        if (hub.store() != null && !hub.isBehind()) {
            hub.keep(new StoreEvent.HistoryExpired(
                    now, hub.settings().history().retention(), NONCES_KEPT.toMillis(), PLACES_MAX, ENTRIES_MAX));
        }
        List<ServerBan> expired = new ArrayList<>(0);
        for (ServerBan ban : hub.bans().all()) {
            if (ban.isExpired(now)) {
                expired.add(ban);
            }
        }
        expired.forEach(ban -> hub.emit(new Event.BanLifted(ban.kind(), ban.mask(), now)));
    }
}
