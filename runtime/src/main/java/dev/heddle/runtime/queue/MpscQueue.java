// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static dev.heddle.runtime.queue.Words.SLOT;
import static dev.heddle.runtime.queue.Words.WORD;

import dev.heddle.runtime.unit.CheckReturnValue;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A bounded queue from many threads to one.
///
/// Thread: offers from any thread; the consumer's methods from one thread at a time.
/// Order: items of one producer come out in their order; items of different ones in the order of their claims.
/// Limit: exactly `capacity` items; at it an offer answers FULL.
///
/// @param <T> what is queued; never null
public final class MpscQueue<T> extends BoundedQueue<T> {
    /* A producer claims an index by compare-and-set on the tail and then stores the item into its slot with release; the
     * consumer sees a claimed index whose slot is still null as "coming". The tail carries the closed bit above all
     * indexes, so a closed queue looks full to the fast path, no claim succeeds after the close, and every claim before it
     * is delivered: there is nothing in between. Producers look at the consumer's head only when the cached limit is
     * reached. */

    private static final long CLOSED = 1L << 62;
    private static final int SPINS = 32;

    private MpscQueue(String label, int capacity, Consumer<? super T> disposer, @Nullable Wakeup wakeup) {
        super(label, capacity, disposer, wakeup);
        words[Words.LIMIT] = capacity;
    }

    /// Opens a queue whose consumer polls, or sleeps in [#await].
    ///
    /// @param label the name that reports use
    /// @param capacity the most items, 1..[#MAX_CAPACITY]
    /// @param disposer gets accepted items that nobody will take, and what [#give] could not deliver; on any
    ///     thread
    public static <T> MpscQueue<T> open(String label, int capacity, Consumer<? super T> disposer) {
        return new MpscQueue<>(label, capacity, disposer, null);
    }

    /// Opens a queue whose consumer sleeps elsewhere, in a poller for example: see [#arm].
    ///
    /// @param label the name that reports use
    /// @param capacity the most items, 1..[#MAX_CAPACITY]
    /// @param disposer gets accepted items that nobody will take, and what [#give] could not deliver; on any
    ///     thread
    /// @param wakeup poked by an offer or a close after [#arm] answered true, once
    public static <T> MpscQueue<T> open(String label, int capacity, Consumer<? super T> disposer, Wakeup wakeup) {
        return new MpscQueue<>(label, capacity, disposer, Objects.requireNonNull(wakeup, "wakeup"));
    }

    @Override
    @CheckReturnValue
    public Offer offer(T item) {
        Objects.requireNonNull(item, "item");
        // Local copies: the compiler may not keep a field across a volatile access.
        final long[] words = this.words;
        long limit = (long) WORD.getAcquire(words, Words.LIMIT);
        long tail;
        do {
            tail = (long) WORD.getVolatile(words, Words.TAIL);
            if (tail >= limit) {
                limit = raiseLimit();
                if (tail >= limit) {
                    return refused(1, tail >= CLOSED ? Offer.CLOSED : Offer.FULL);
                }
            }
        } while (!WORD.compareAndSet(words, Words.TAIL, tail, tail + 1));
        store(tail, item);
        if ((long) WORD.getVolatile(words, Words.SLEEP) != AWAKE) {
            wakeConsumer();
        }
        return Offer.ACCEPTED;
    }

    @Override
    @CheckReturnValue
    public int offerBatch(T[] items, int from, int count) {
        Objects.checkFromIndexSize(from, count, items.length);
        requireItems(items, from, count);
        long limit = (long) WORD.getAcquire(words, Words.LIMIT);
        long tail;
        int taken;
        do {
            tail = (long) WORD.getVolatile(words, Words.TAIL);
            if (tail + count > limit) {
                limit = raiseLimit();
            }
            taken = (int) Math.max(0, Math.min(count, limit - tail));
            if (taken == 0) {
                refused(count, Offer.FULL);
                return 0;
            }
        } while (!WORD.compareAndSet(words, Words.TAIL, tail, tail + taken));
        for (int i = 0; i < taken; i++) {
            store(tail + i, items[from + i]);
        }
        if (taken < count) {
            refused(count - taken, Offer.FULL);
        }
        if ((long) WORD.getVolatile(words, Words.SLEEP) != AWAKE) {
            wakeConsumer();
        }
        return taken;
    }

    private long raiseLimit() {
        // Two producers may store in either order; a limit that is too low only makes the next one look again.
        long limit = (long) WORD.getAcquire(words, Words.HEAD) + capacity;
        WORD.setRelease(words, Words.LIMIT, limit);
        return limit;
    }

    @Override
    @SuppressWarnings("unchecked")
    @Nullable
    T take(boolean strict) {
        final long[] words = this.words;
        final @Nullable Object[] slots = this.slots;
        long next = words[Words.NEXT];
        int at = (int) next & mask;
        Object item = slots[at];
        // With the load above an acquire: see store. Also when there is nothing: who asks again must look again.
        VarHandle.acquireFence();
        if (item == null) {
            item = strict ? awaitStore(next, at) : null;
            if (item == null) {
                return null;
            }
        }
        slots[at] = null;
        words[Words.NEXT] = next + 1;
        return (T) item;
    }

    private @Nullable Object awaitStore(long next, int at) {
        if (tailIndex() == next) {
            return null;
        }
        for (int spins = 0; ; spins++) {
            Object item = SLOT.getAcquire(slots, at);
            if (item != null) {
                return item;
            }
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /// As in [Receiver#cycle]; an offer that meets the swap may answer FULL although one place is left, because
    /// the place for the item is taken before the front's is given up: a full ring could not cycle otherwise.
    @Override
    public @Nullable T cycle(T item) {
        Objects.requireNonNull(item, "item");
        T front = take(true);
        if (front == null) {
            return null;
        }
        // The slot just emptied is not published yet, so no producer can have it: there is always one for this claim.
        long tail;
        do {
            tail = (long) WORD.getVolatile(words, Words.TAIL);
        } while (!WORD.compareAndSet(words, Words.TAIL, tail, tail + 1));
        store(tail, item);
        WORD.setOpaque(words, Words.NOT_OFFERED, words[Words.NOT_OFFERED] + 1);
        publish();
        return front;
    }

    @Override
    public boolean isFinished() {
        long tail = (long) WORD.getVolatile(words, Words.TAIL);
        return tail >= CLOSED && (tail & ~CLOSED) == (long) WORD.getOpaque(words, Words.NEXT);
    }

    @Override
    boolean isEmpty() {
        return tailIndex() == words[Words.NEXT];
    }

    @Override
    public boolean isClosed() {
        return (long) WORD.getVolatile(words, Words.TAIL) >= CLOSED;
    }

    @Override
    boolean refuseOffers() {
        return (long) WORD.getAndBitwiseOr(words, Words.TAIL, CLOSED) < CLOSED;
    }

    @Override
    long tailIndex() {
        return (long) WORD.getVolatile(words, Words.TAIL) & ~CLOSED;
    }

    @Override
    void fenceBeforeLook() {
        // The compare-and-set of every claim is one, and so is the volatile write of SLEEP.
    }
}
