// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Sender;
import org.jspecify.annotations.Nullable;

/// A way between the loops that does wrong what a [SimFault] says, every so often.
final class SimSender<T> implements Sender<T> {
    private static final int EVERY = 40;

    private final Sender<T> inner;
    private final SimFault fault;
    private int count;
    private @Nullable T late;

    SimSender(Sender<T> inner, SimFault fault) {
        this.inner = inner;
        this.fault = fault;
    }

    @Override
    public Offer offer(T item) {
        T before = late;
        if (before != null) {
            late = null;
            Offer first = inner.offer(item);
            return inner.offer(before) == Offer.ACCEPTED ? first : Offer.CLOSED;
        }
        boolean now = concerns(item) && ++count % every() == 0;
        if (now && fault == SimFault.SWAPPED_BATCHES) {
            late = item;
            return Offer.ACCEPTED;
        }
        if (now && (fault == SimFault.LOST_BATCH || fault == SimFault.LOST_END)) {
            if (item instanceof LoopBatch batch) {
                batch.discard();
            }
            return Offer.ACCEPTED;
        }
        if (now && fault == SimFault.REPEATED_LINE && inner.offer(item) != Offer.ACCEPTED) {
            return Offer.FULL;
        }
        return inner.offer(item);
    }

    /// Ends are rarer than lines.
    private int every() {
        return fault == SimFault.LOST_END ? 2 : EVERY;
    }

    private boolean concerns(T item) {
        return switch (fault) {
            case LOST_BATCH, SWAPPED_BATCHES -> item instanceof LoopBatch;
            case REPEATED_LINE -> item instanceof Inbound.Said;
            case LOST_END -> item instanceof Inbound.Lost;
            default -> false;
        };
    }

    @Override
    public Offer offer(T item, long timeoutNanos) {
        return offer(item);
    }

    @Override
    public Offer give(T item) {
        return offer(item);
    }

    @Override
    public int offerBatch(T[] items, int from, int count) {
        int done = 0;
        while (done < count && offer(items[from + done]) == Offer.ACCEPTED) {
            done++;
        }
        return done;
    }
}
