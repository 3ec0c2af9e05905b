// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static dev.heddle.runtime.queue.Words.SLOT;
import static dev.heddle.runtime.queue.Words.WORD;

import dev.heddle.runtime.unit.CheckReturnValue;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A bounded queue from one thread to one other.
///
/// Thread: offers from one producer at a time; the consumer's methods from one thread at a time; close from
/// any.
/// Limit: exactly `capacity` items; at it an offer answers FULL.
///
/// @param <T> what is queued; never null
public final class SpscQueue<T> extends BoundedQueue<T> {
    /* An item is published by its slot: the consumer looks at the slot where the next one will be, and never at the tail,
     * whose cache line so stays with the producer; the producer looks at the head once per lap.
     *
     * An offer looks at two words: LIMIT before it stores, SLEEP after it has published.
     *
     * A close may come from a third thread. It writes CLOSING and then puts LOOK into LIMIT, which sends the next offer to
     * CLOSING. The limit is the producer's own otherwise: it writes a new one and then reads CLOSING once more.
     *
     * A producer that looked before the close may publish after it. So the consumer that finds a closed queue empty writes
     * FINISHING into SLEEP and looks once more; the producer publishes, then reads SLEEP. Either the consumer sees the
     * item, or the producer sees FINISHING and takes the item back with compare-and-set; the consumer takes by exchange
     * from then on, so exactly one of them has it. Nobody writes SLEEP after FINISHING.
     *
     * Between the write and the read of the other's word stands an asymmetric fence in all these cases, so that an offer
     * pays for none. */

    private static final long OPEN = 0;
    private static final long CLOSED = 1;
    /// A limit that every offer has reached.
    private static final long LOOK = -1;

    /// Items that the consumer has put back; null until it first cycles. Consumer only.
    private @Nullable PutBack<T> putBack;
    /// The consumer has written FINISHING: the producer may be taking its last offer back. Consumer only.
    private boolean finishing;
    /// Nothing will be taken any more, whatever the tail says. Consumer only.
    private boolean finished;

    private SpscQueue(String label, int capacity, Consumer<? super T> disposer, @Nullable Wakeup wakeup) {
        super(label, capacity, disposer, wakeup);
        words[Words.LIMIT] = capacity;
    }

    /// Opens a queue whose consumer polls, or sleeps in [#await].
    ///
    /// @param label the name that reports use
    /// @param capacity the most items, 1..[#MAX_CAPACITY]
    /// @param disposer gets accepted items that nobody will take, and what [#give] could not deliver; on any
    ///     thread
    public static <T> SpscQueue<T> open(String label, int capacity, Consumer<? super T> disposer) {
        return new SpscQueue<>(label, capacity, disposer, null);
    }

    /// Opens a queue whose consumer sleeps elsewhere, in a poller for example: see [#arm].
    ///
    /// @param label the name that reports use
    /// @param capacity the most items, 1..[#MAX_CAPACITY]
    /// @param disposer gets accepted items that nobody will take, and what [#give] could not deliver; on any
    ///     thread
    /// @param wakeup poked by an offer or a close after [#arm] answered true, once
    public static <T> SpscQueue<T> open(String label, int capacity, Consumer<? super T> disposer, Wakeup wakeup) {
        return new SpscQueue<>(label, capacity, disposer, Objects.requireNonNull(wakeup, "wakeup"));
    }

    @Override
    @CheckReturnValue
    public Offer offer(T item) {
        Objects.requireNonNull(item, "item");
        // Local copies: the compiler may not keep a field across a fence.
        final long[] words = this.words;
        long tail = words[Words.TAIL];
        if (tail >= (long) WORD.getOpaque(words, Words.LIMIT)) {
            long room = roomAt(tail);
            if (room <= 0) {
                return refused(1, room < 0 ? Offer.CLOSED : Offer.FULL);
            }
        }
        store(tail, item);
        WORD.setRelease(words, Words.TAIL, tail + 1);
        return published(words, tail, 1) == 0 ? refused(1, Offer.CLOSED) : Offer.ACCEPTED;
    }

    @Override
    @CheckReturnValue
    public int offerBatch(T[] items, int from, int count) {
        Objects.checkFromIndexSize(from, count, items.length);
        requireItems(items, from, count);
        long tail = words[Words.TAIL];
        long room = (long) WORD.getOpaque(words, Words.LIMIT) - tail;
        if (room < count) {
            room = roomAt(tail);
        }
        int taken = (int) Math.max(0, Math.min(count, room));
        if (taken < count) {
            refused(count - taken, room < 0 ? Offer.CLOSED : Offer.FULL);
        }
        if (taken == 0) {
            return 0;
        }
        // From the end, so that the consumer finds none of them or all.
        for (int i = taken - 1; i > 0; i--) {
            slots[(int) (tail + i) & mask] = items[from + i];
        }
        store(tail, items[from]);
        WORD.setRelease(words, Words.TAIL, tail + taken);
        return published(words, tail, taken);
    }

    /// After publishing: looks whether the consumer sleeps or finishes.
    ///
    /// @return how many of the published items stay
    private int published(long[] words, long tail, int count) {
        AsymmetricFence.light();
        if ((long) WORD.getOpaque(words, Words.SLEEP) == AWAKE) {
            return count;
        }
        wakeConsumer();
        return (long) WORD.getAcquire(words, Words.SLEEP) == FINISHING ? withdraw(tail, count) : count;
    }

    /// Looks at the head again; how many items there is room for, -1 when closed.
    private long roomAt(long tail) {
        if ((long) WORD.getAcquire(words, Words.CLOSING) == OPEN) {
            long limit = (long) WORD.getAcquire(words, Words.HEAD) + capacity;
            WORD.setOpaque(words, Words.LIMIT, limit);
            AsymmetricFence.light();
            if ((long) WORD.getAcquire(words, Words.CLOSING) == OPEN) {
                return limit - tail;
            }
        }
        WORD.setOpaque(words, Words.LIMIT, LOOK);
        return -1;
    }

    /// Takes items back from the end until one is found that the consumer has: that one and those before it
    /// stay.
    private int withdraw(long tail, int count) {
        int stay = count;
        while (stay > 0) {
            int at = (int) (tail + stay - 1) & mask;
            Object item = SLOT.getAcquire(slots, at);
            if (item == null || !SLOT.compareAndSet(slots, at, item, null)) {
                break;
            }
            stay--;
        }
        WORD.setVolatile(words, Words.TAIL, tail + stay);
        return stay;
    }

    /// Strict or not: its producer counts an item only when it is stored.
    @Override
    @SuppressWarnings("unchecked")
    @Nullable
    T take(boolean strict) {
        final long[] words = this.words;
        final @Nullable Object[] slots = this.slots;
        long next = words[Words.NEXT];
        if (putBack != null) {
            T item = putBack.takeAt(next);
            if (item != null) {
                return item;
            }
        }
        if (finishing) {
            return takeLast(next);
        }
        int at = (int) next & mask;
        Object item = slots[at];
        // With the load above an acquire: see store. Also when there is nothing: who asks again must look again.
        VarHandle.acquireFence();
        if (item == null) {
            return null;
        }
        slots[at] = null;
        words[Words.NEXT] = next + 1;
        return (T) item;
    }

    /// Takes what a producer may be taking back at this moment.
    @SuppressWarnings("unchecked")
    private @Nullable T takeLast(long next) {
        Object item = finished ? null : SLOT.getAndSet(slots, (int) next & mask, null);
        if (item != null) {
            words[Words.NEXT] = next + 1;
        }
        return (T) item;
    }

    @Override
    int heldBack() {
        return putBack == null ? 0 : putBack.size();
    }

    @Override
    public @Nullable T cycle(T item) {
        Objects.requireNonNull(item, "item");
        T front = take(true);
        if (front == null) {
            return null;
        }
        // The tail is the producer's. So the item waits on the consumer's side for the index where the tail is now, and
        // the head that the producer sees stays behind by one, which keeps the item's room.
        if (putBack == null) {
            putBack = new PutBack<>(capacity);
        }
        putBack.add(item, (long) WORD.getAcquire(words, Words.TAIL));
        publish();
        return front;
    }

    @Override
    public boolean isFinished() {
        if (finished) {
            return true;
        }
        if ((long) WORD.getVolatile(words, Words.CLOSING) == OPEN || !isEmpty()) {
            return false;
        }
        finishing = true;
        notAsleep = FINISHING;
        WORD.setVolatile(words, Words.SLEEP, FINISHING);
        AsymmetricFence.heavy();
        finished = isEmpty();
        return finished;
    }

    @Override
    boolean isEmpty() {
        return finished || (SLOT.getAcquire(slots, (int) words[Words.NEXT] & mask) == null && heldBack() == 0);
    }

    @Override
    public boolean isClosed() {
        return (long) WORD.getVolatile(words, Words.CLOSING) != OPEN;
    }

    @Override
    boolean refuseOffers() {
        if (!WORD.compareAndSet(words, Words.CLOSING, OPEN, CLOSED)) {
            return false;
        }
        AsymmetricFence.heavy();
        WORD.setVolatile(words, Words.LIMIT, LOOK);
        return true;
    }

    @Override
    long tailIndex() {
        return (long) WORD.getVolatile(words, Words.TAIL);
    }

    @Override
    void fenceBeforeLook() {
        AsymmetricFence.heavy();
    }
}
