// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static dev.heddle.runtime.queue.Words.WORD;

import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import dev.heddle.runtime.unit.CheckReturnValue;
import dev.heddle.runtime.unit.Unit;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One producer, several readers that are known beforehand; every reader sees every unit.
///
/// Thread: offer and close: one producer at a time; each [BroadcastReader]: one thread; size and stats: any.
/// Limit: `capacity` units that the slowest reader has not read; at it an offer answers FULL. A reader that
/// will not read any more closes itself, or it stops the producer for ever.
/// Lifetime: the ring holds one reference per unit, however many readers there are, and gives it back when the
/// slot is used again, to the heap or to the producer ([#reclaim]): so it may hold as many units that everybody has
/// read as it has slots (the capacity,
/// rounded up to a power of two). The rest are released when the producer has closed and every reader is
/// finished or closed.
public final class BroadcastRing implements StatusSource, AutoCloseable {
    /* One cursor per reader on its own cache line. The producer looks at the cursors only when the limit from its last
     * look is reached, and reads its own copy of the tail, not the one that the readers look at. The tail carries the closed bit. Neither side issues a fence for the other's sleep: a sleeper that
     * was overlooked in the instant in which it lay down looks again by itself, after SLICE_NANOS the first time. */

    private static final long CLOSED = 1L << 62;
    private static final int YIELDS = 8;
    private static final long SLICE_NANOS = 1_000_000;
    private static final long MAX_SLICE_NANOS = 64_000_000;
    /// Words 0..127 are the producer's as in every ring; from here on one pair of cache lines per reader.
    private static final int CURSORS = Words.LENGTH;

    private static final int CURSOR_STRIDE = 16;

    private final String label;
    private final int capacity;
    private final int mask;
    private final @Nullable Unit[] slots;
    private final long[] words;
    private final BroadcastReader[] readers;
    private final Sleepers room = new Sleepers();
    private final Sleepers readersAsleep = new Sleepers();

    private BroadcastRing(String label, int capacity, int readers) {
        this.label = Objects.requireNonNull(label, "label");
        this.capacity = BoundedQueue.checkCapacity(label, capacity);
        if (readers < 1 || readers > 1024) {
            throw new IllegalArgumentException("queue " + label + ": readers wanted 1..1024, got " + readers);
        }
        int length = Math.max(2, Integer.highestOneBit(capacity - 1) << 1);
        this.mask = length - 1;
        this.slots = new Unit[length];
        this.words = new long[CURSORS + (readers + 1) * CURSOR_STRIDE];
        this.words[Words.LIMIT] = capacity;
        // The producer counts too: the last one to leave releases what the ring still holds.
        this.words[Words.CLOSING] = readers + 1L;
        this.readers = new BroadcastReader[readers];
        for (int i = 0; i < readers; i++) {
            this.readers[i] = new BroadcastReader(this, cursor(i));
        }
    }

    /// Opens a ring; its readers start at the first unit offered.
    ///
    /// @param capacity the most units between the producer and the slowest reader
    /// @param readers how many readers, 1..1024
    public static BroadcastRing open(String label, int capacity, int readers) {
        return new BroadcastRing(label, capacity, readers);
    }

    private static int cursor(int index) {
        return CURSORS + index * CURSOR_STRIDE;
    }

    @Override
    public String label() {
        return label;
    }

    /// The most units between the producer and the slowest reader.
    public int capacity() {
        return capacity;
    }

    /// How many readers there are.
    public int readers() {
        return readers.length;
    }

    /// The reader of that number, from zero; always the same object.
    public BroadcastReader reader(int index) {
        return readers[Objects.checkIndex(index, readers.length)];
    }

    /// Publishes a unit to all readers; never blocks.
    ///
    /// @return ACCEPTED: the reference is the ring's; FULL: the slowest reader is a ring behind; CLOSED
    @CheckReturnValue
    public Offer offer(Unit unit) {
        Objects.requireNonNull(unit, "unit");
        final long[] words = this.words;
        long tail = words[Words.TAIL_OWN];
        if (tail >= words[Words.LIMIT] && !findRoom(tail)) {
            WORD.setOpaque(words, Words.REFUSED, words[Words.REFUSED] + 1);
            return tail >= CLOSED ? Offer.CLOSED : Offer.FULL;
        }
        int at = (int) tail & mask;
        Unit old = slots[at];
        if (old != unit) {
            slots[at] = unit;
        }
        boolean isReclaimed = words[Words.RECLAIMED] != 0;
        words[Words.RECLAIMED] = 0;
        words[Words.TAIL_OWN] = tail + 1;
        WORD.setRelease(words, Words.TAIL, tail + 1);
        if (old != null && !isReclaimed) {
            old.release();
        }
        readersAsleep.wake(Integer.MAX_VALUE);
        return Offer.ACCEPTED;
    }

    /// Takes back the unit whose slot the next offer uses, if every reader has passed it and nobody else holds
    /// it: the caller owns it, writes it anew and offers or releases it. That is cheaper than a trip to the heap,
    /// whose bookkeeping would fetch the unit's cache line from the readers. Length and bytes are as they were.
    /// Producer only.
    ///
    /// @return null: there is no such unit, or it was reclaimed before and something else is to be offered first;
    ///     allocate one
    public @Nullable Unit reclaim() {
        final long[] words = this.words;
        long tail = words[Words.TAIL_OWN];
        if (tail >= words[Words.LIMIT] && !findRoom(tail)) {
            return null;
        }
        Unit unit = slots[(int) tail & mask];
        if (unit == null || words[Words.RECLAIMED] != 0 || !unit.isSole()) {
            return null;
        }
        // It stays in its slot, where it most likely comes back to: so the readers keep the slot's cache line.
        words[Words.RECLAIMED] = 1;
        return unit;
    }

    /// Publishes a unit to all readers, waiting for the slowest one.
    ///
    /// @param timeoutNanos the longest wait; zero or less does not wait
    /// @return as [#offer(Unit)]; FULL also when the thread was interrupted (its flag is set again)
    /// @throws IllegalStateException if the thread must not block and the call would have to
    @CheckReturnValue
    public Offer offer(Unit unit, long timeoutNanos) {
        Offer outcome = offer(unit);
        if (outcome != Offer.FULL || timeoutNanos <= 0) {
            return outcome;
        }
        BoundedQueue.requireMayBlock(label, "offer with a timeout");
        Words.count(words, Words.PRODUCER_WAITS, 1);
        long started = System.nanoTime();
        long slice = SLICE_NANOS;
        long tail = words[Words.TAIL_OWN];
        for (int tries = 0; !findRoom(tail); tries++) {
            long left = timeoutNanos - (System.nanoTime() - started);
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return Offer.FULL;
            }
            if (tries < YIELDS) {
                Thread.yield();
            } else {
                room.add();
                if (!findRoom(tail)) {
                    LockSupport.parkNanos(this, Math.min(left, slice));
                }
                room.remove();
                slice = Math.min(slice * 2, MAX_SLICE_NANOS);
            }
        }
        WORD.setOpaque(words, Words.REFUSED, words[Words.REFUSED] - 1);
        return offer(unit);
    }

    /// Looks at all cursors; producer only.
    private boolean findRoom(long tail) {
        if (tail >= CLOSED) {
            return false;
        }
        long slowest = Long.MAX_VALUE;
        for (int i = 0; i < readers.length; i++) {
            slowest = Math.min(slowest, (long) WORD.getAcquire(words, cursor(i)));
        }
        long behind = Math.max(0, tail - slowest);
        if (behind > words[Words.HIGH_WATER]) {
            WORD.setOpaque(words, Words.HIGH_WATER, behind);
        }
        // A reader that closed itself stands at the end of all numbers.
        words[Words.LIMIT] = Math.min(slowest, tail) + capacity;
        return tail < words[Words.LIMIT];
    }

    /// Ends the stream: offers answer CLOSED, readers still get the rest. Producer's thread; again: nothing
    /// happens.
    @Override
    public void close() {
        long tail = words[Words.TAIL_OWN];
        if (tail < CLOSED) {
            if (words[Words.RECLAIMED] != 0) {
                slots[(int) tail & mask] = null; // it is the caller's
            }
            words[Words.TAIL_OWN] = tail | CLOSED;
            WORD.setVolatile(words, Words.TAIL, tail | CLOSED);
            readersAsleep.wake(Integer.MAX_VALUE);
            leave();
        }
    }

    /// One party less; the last one releases what the ring holds.
    void leave() {
        if ((long) WORD.getAndAdd(words, Words.CLOSING, -1L) != 1) {
            return;
        }
        RuntimeException failure = null;
        for (int i = 0; i < slots.length; i++) {
            Unit unit = slots[i];
            slots[i] = null;
            try {
                if (unit != null) {
                    unit.release();
                }
            } catch (RuntimeException e) {
                failure = Disposal.chained(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /// The unit at an index that the reader has seen published and has not passed.
    Unit at(long index) {
        return Objects.requireNonNull(slots[(int) index & mask]);
    }

    /// The index after the last published one, and whether that is the end.
    long tail() {
        return (long) WORD.getAcquire(words, Words.TAIL);
    }

    static boolean isEnd(long tail) {
        return tail >= CLOSED;
    }

    static long index(long tail) {
        return tail & ~CLOSED;
    }

    void publishCursor(int cursor, long index) {
        WORD.setRelease(words, cursor, index);
        room.wake(1);
    }

    /// Puts a reader to sleep until something may have been published.
    Wait sleep(BroadcastReader reader, long timeoutNanos) {
        BoundedQueue.requireMayBlock(label, "await");
        Words.count(words, Words.CONSUMER_WAITS, 1);
        long started = System.nanoTime();
        long slice = SLICE_NANOS;
        for (int tries = 0; ; tries++) {
            Wait now = reader.look();
            long left = timeoutNanos - (System.nanoTime() - started);
            if (now != Wait.TIMED_OUT || left <= 0) {
                return now;
            }
            if (Thread.currentThread().isInterrupted()) {
                return Wait.INTERRUPTED;
            }
            if (tries < YIELDS) {
                Thread.yield();
                continue;
            }
            readersAsleep.add();
            if (reader.look() == Wait.TIMED_OUT) {
                LockSupport.parkNanos(this, Math.min(left, slice));
            }
            readersAsleep.remove();
            slice = Math.min(slice * 2, MAX_SLICE_NANOS);
        }
    }

    /// Units that the slowest reader has not read; an estimate unless all are quiet.
    public int size() {
        long tail = index(tail());
        long slowest = tail;
        for (int i = 0; i < readers.length; i++) {
            slowest = Math.min(slowest, (long) WORD.getAcquire(words, cursor(i)));
        }
        return (int) Math.min(capacity, tail - slowest);
    }

    /// A snapshot of the figures. Any thread.
    public QueueStats stats() {
        int size = size();
        return new QueueStats(
                label,
                capacity,
                size,
                (int) Math.max(size, (long) WORD.getOpaque(words, Words.HIGH_WATER)),
                index(tail()),
                (long) WORD.getOpaque(words, Words.REFUSED),
                (long) WORD.getOpaque(words, Words.CONSUMER_WAITS),
                (long) WORD.getOpaque(words, Words.PRODUCER_WAITS),
                0,
                0,
                0);
    }

    @Override
    public String statusSection() {
        return StatusSource.QUEUES;
    }

    @Override
    public void status(StatusRow row) {
        stats().fill(row.count("readers", readers.length));
    }

    @Override
    public String toString() {
        return label + " " + size() + "/" + capacity + (isEnd(tail()) ? " closed" : "");
    }
}
