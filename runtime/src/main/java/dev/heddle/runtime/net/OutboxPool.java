// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import java.util.ArrayDeque;

/// Rings for connections with more than one slice pending, used again so that a busy loop makes none.
/// Thread: the loop. Limit: [#KEPT] rings are kept; large ones are not.
final class OutboxPool {
    static final int KEPT = 4096;

    private final ArrayDeque<Outbox> free = new ArrayDeque<>();

    Outbox take() {
        var outbox = free.pollLast();
        return outbox == null ? new Outbox() : outbox;
    }

    void give(Outbox outbox) {
        if (free.size() < KEPT && !outbox.isLarge()) {
            free.addLast(outbox);
        }
    }
}
