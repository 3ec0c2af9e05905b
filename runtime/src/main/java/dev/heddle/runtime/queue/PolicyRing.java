// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static dev.heddle.runtime.queue.Words.WORD;

import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A ring with a policy for when it is full; the part that [ConfinedQueue] and [MpmcQueue] share.
///
/// Thread: one at a time, by confinement or by a lock; the counters may be read by others. It disposes of
/// nothing:
/// what an offer displaced is fetched with [#displaced], so that its owner can dispose of it outside a lock.
final class PolicyRing<T> {
    /* Words of this ring; they stand close together because one thread at a time touches them. */
    private static final int HEAD = 0;
    private static final int TAIL = 1;
    static final int HIGH_WATER = 2;
    static final int ACCEPTED = 3;
    static final int REFUSED = 4;
    static final int CONSUMER_WAITS = 5;
    static final int PRODUCER_WAITS = 6;
    static final int DROPPED = 7;
    static final int WAKEUPS = 8;
    /// Odd while an item is swapped for another: the indexes then tell less or more than there is.
    private static final int SWAPS = 9;
    private static final int CLOSED = 10;

    final String label;
    final int capacity;
    private final WhenFull policy;
    private final @Nullable ToLongFunction<? super T> key;
    private final @Nullable KeyIndex index;
    private final @Nullable Object[] slots;
    private final long[] keys;
    private final long[] words = new long[11];
    private final int mask;
    private @Nullable T displaced;

    PolicyRing(String label, int capacity, WhenFull policy, @Nullable ToLongFunction<? super T> key) {
        this.label = Objects.requireNonNull(label, "label");
        this.capacity = BoundedQueue.checkCapacity(label, capacity);
        this.policy = Objects.requireNonNull(policy, "policy");
        if ((policy == WhenFull.COALESCE) != (key != null)) {
            throw new IllegalArgumentException(
                    "queue " + label + ": wanted a key with COALESCE and with nothing else, got " + policy
                            + (key == null ? " without a key" : " with a key"));
        }
        this.key = key;
        int length = Math.max(2, Integer.highestOneBit(capacity - 1) << 1);
        this.mask = length - 1;
        this.slots = new Object[length];
        this.keys = new long[key == null ? 0 : length];
        this.index = key == null ? null : new KeyIndex(length);
    }

    /// Whether nothing is ever given up here.
    boolean refuses() {
        return policy == WhenFull.REFUSE;
    }

    /// The item's key where this ring has keys, else zero; user code, so it is asked before a lock is taken.
    long keyOf(T item) {
        Objects.requireNonNull(item, "item");
        return key == null ? 0 : key.applyAsLong(item);
    }

    Offer offer(T item, long itemKey) {
        if (isClosed()) {
            return refused(Offer.CLOSED);
        }
        if (index != null) {
            long place = index.find(itemKey);
            if (place != KeyIndex.ABSENT) {
                return replaced(place, item);
            }
        }
        if (size() < capacity) {
            append(item, itemKey);
            count(ACCEPTED, 1);
            return Offer.ACCEPTED;
        }
        return switch (policy) {
            case REFUSE, COALESCE -> refused(Offer.FULL);
            case DROP_NEWEST -> dropped(item);
            case DROP_OLDEST -> {
                swap();
                T oldest = poll();
                append(item, itemKey);
                swap();
                yield dropped(oldest);
            }
        };
    }

    private Offer refused(Offer why) {
        countRefused(1);
        return why;
    }

    private Offer dropped(@Nullable T item) {
        displaced = item;
        count(ACCEPTED, 1);
        count(DROPPED, 1);
        return Offer.ACCEPTED;
    }

    @SuppressWarnings("unchecked")
    private Offer replaced(long place, T item) {
        int at = (int) place & mask;
        T old = (T) slots[at];
        slots[at] = item;
        return dropped(old);
    }

    private void append(T item, long itemKey) {
        long tail = words[TAIL];
        int at = (int) tail & mask;
        slots[at] = item;
        if (index != null) {
            keys[at] = itemKey;
            index.put(itemKey, tail);
        }
        WORD.setRelease(words, TAIL, tail + 1);
        if (tail + 1 - words[HEAD] > words[HIGH_WATER]) {
            WORD.setOpaque(words, HIGH_WATER, tail + 1 - words[HEAD]);
        }
    }

    /// What the last offer displaced, once; the caller disposes of it.
    @Nullable
    T displaced() {
        T item = displaced;
        displaced = null;
        return item;
    }

    @Nullable
    T peek() {
        return at(words[HEAD]);
    }

    @Nullable
    T poll() {
        long head = words[HEAD];
        T item = at(head);
        if (item == null) {
            return null;
        }
        int at = (int) head & mask;
        slots[at] = null;
        if (index != null) {
            index.remove(keys[at]);
        }
        WORD.setRelease(words, HEAD, head + 1);
        return item;
    }

    @SuppressWarnings("unchecked")
    private @Nullable T at(long head) {
        return head == words[TAIL] ? null : (T) slots[(int) head & mask];
    }

    /// The front comes out; the item goes to the back, or to where an item of its key waits.
    @Nullable
    T cycle(T item, long itemKey) {
        if (words[HEAD] == words[TAIL]) {
            return null;
        }
        swap();
        T front = poll();
        long place = index == null ? KeyIndex.ABSENT : index.find(itemKey);
        if (place == KeyIndex.ABSENT) {
            append(item, itemKey);
        } else {
            replaced(place, item);
            count(ACCEPTED, -1);
        }
        swap();
        return front;
    }

    private void swap() {
        WORD.setVolatile(words, SWAPS, words[SWAPS] + 1);
    }

    /// Any thread, without the lock: true if there was an instant during the call at which it was empty.
    boolean wasEmpty() {
        long swaps = (long) WORD.getVolatile(words, SWAPS);
        long head = (long) WORD.getVolatile(words, HEAD);
        long tail = (long) WORD.getVolatile(words, TAIL);
        return tail <= head && unswapped(swaps);
    }

    /// Any thread, without the lock: true if there was an instant during the call at which it was full and
    /// open.
    boolean wasFull() {
        long swaps = (long) WORD.getVolatile(words, SWAPS);
        long tail = (long) WORD.getVolatile(words, TAIL);
        long head = (long) WORD.getVolatile(words, HEAD);
        return tail - head >= capacity && !isClosed() && unswapped(swaps);
    }

    private boolean unswapped(long swapsBefore) {
        return (swapsBefore & 1) == 0 && (long) WORD.getVolatile(words, SWAPS) == swapsBefore;
    }

    void close() {
        WORD.setVolatile(words, CLOSED, 1L);
    }

    boolean isClosed() {
        return (long) WORD.getVolatile(words, CLOSED) != 0;
    }

    int size() {
        long head = (long) WORD.getOpaque(words, HEAD);
        return (int) Math.max(0, Math.min(capacity, (long) WORD.getOpaque(words, TAIL) - head));
    }

    void count(int counter, long more) {
        WORD.setOpaque(words, counter, words[counter] + more);
    }

    QueueStats stats() {
        int size = size();
        return new QueueStats(
                label,
                capacity,
                size,
                (int) read(HIGH_WATER),
                read(ACCEPTED),
                read(REFUSED),
                read(CONSUMER_WAITS),
                read(PRODUCER_WAITS),
                read(DROPPED),
                read(WAKEUPS),
                0);
    }

    /// Counts items refused by an answer of [#wasFull]; any thread.
    void countRefused(long items) {
        WORD.getAndAdd(words, REFUSED, items);
    }

    private long read(int counter) {
        return (long) WORD.getOpaque(words, counter);
    }

    @Override
    public String toString() {
        return label + " " + size() + "/" + capacity + (isClosed() ? " closed" : "");
    }
}
