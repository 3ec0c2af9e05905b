// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Sender;
import dev.heddle.runtime.unit.Chain;

/// Pushes to one session from any thread. It holds no reference itself; each message on its way holds one, so
/// the session is there when the message gets to the loop. FIFO per thread.
final class SessionDoor implements Sender<Chain> {
    private final SessionCore core;

    SessionDoor(SessionCore core) {
        this.core = core;
    }

    /// One message on its way to its session's loop, with a reference to that session.
    record Posted(SessionCore core, Chain message) {
        void deliver() {
            try {
                core.push(message);
            } finally {
                core.release();
            }
        }

        void dispose() {
            message.release();
            core.release();
        }
    }

    @Override
    public Offer offer(Chain message) {
        return offer(message, 0);
    }

    @Override
    public Offer offer(Chain message, long timeoutNanos) {
        if (!core.tryRetain()) {
            return Offer.CLOSED;
        }
        var inbox = core.layer.graph().inbox();
        var posted = new Posted(core, message);
        var answer = timeoutNanos <= 0 ? inbox.offer(posted) : inbox.offer(posted, timeoutNanos);
        if (answer != Offer.ACCEPTED) {
            core.release();
        }
        return answer;
    }

    @Override
    public Offer give(Chain message) {
        var answer = offer(message);
        if (answer != Offer.ACCEPTED) {
            message.release();
        }
        return answer;
    }

    @Override
    public int offerBatch(Chain[] messages, int from, int count) {
        int taken = 0;
        while (taken < count && offer(messages[from + taken]) == Offer.ACCEPTED) {
            taken++;
        }
        return taken;
    }
}
