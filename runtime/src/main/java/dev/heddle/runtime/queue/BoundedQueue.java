// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static dev.heddle.runtime.queue.Words.WORD;

import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import dev.heddle.runtime.unit.CheckReturnValue;
import dev.heddle.runtime.unit.NonBlocking;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A bounded queue between threads with one consumer.
///
/// Thread: producers as the class says; poll, drain, await, cycle, arm, disarm and closeNow: one consumer at a
/// time; close, isClosed, size, stats: any thread.
/// Lifetime: after [#close] offers answer CLOSED and the consumer still gets the rest; whoever holds the
/// consumer's end drains it until [#isFinished] or calls [#closeNow], which hands the rest to the disposer.
/// Limit: exactly `capacity` items; at it an offer answers FULL.
///
/// @param <T> what is queued; never null
public abstract sealed class BoundedQueue<T> implements Sender<T>, Receiver<T>, StatusSource, AutoCloseable
        permits SpscQueue, MpscQueue {
    /* The sleep of the consumer. It yields a few times first: most sleeps are avoided there, and with them the wake-ups.
     * Then it writes SLEEP (volatile), looks at the tail *index* again, and only then sleeps. A producer moves the tail
     * (volatile), then reads SLEEP. In the one order of all volatile accesses either the producer sees the sleeper or the
     * consumer sees the index. The producer that turns SLEEP back to AWAKE does the waking, so there is one per sleep.
     * For a producer that waits for room see RoomWait. */

    /// The largest capacity of any queue here.
    public static final int MAX_CAPACITY = 1 << 30;

    static final long AWAKE = 0;
    static final long PARKED = 1;
    static final long ARMED = 2;
    /// Not asleep, and an offer must look whether it came too late.
    static final long FINISHING = 3;

    private static final int PUBLISH_MASK = 15;
    private static final int SIZE_MASK = 63;
    static final int YIELDS = 8;
    static final long MAX_SLEEP_NANOS = 1_000_000_000;

    final String label;
    final int capacity;
    final int mask;
    final @Nullable Object[] slots;
    final long[] words = new long[Words.LENGTH];
    final Sleepers room = new Sleepers();
    private final Consumer<? super T> disposer;
    private final @Nullable Wakeup wakeup;
    /// The consumer while it parks; written by it before SLEEP, read by the producer that wakes it.
    private @Nullable Thread sleeper;
    /// What SLEEP says while the consumer does not sleep. Consumer only.
    long notAsleep = AWAKE;

    BoundedQueue(String label, int capacity, Consumer<? super T> disposer, @Nullable Wakeup wakeup) {
        this.label = Objects.requireNonNull(label, "label");
        this.disposer = Objects.requireNonNull(disposer, "disposer");
        this.wakeup = wakeup;
        this.capacity = checkCapacity(label, capacity);
        int length = Math.max(2, Integer.highestOneBit(capacity - 1) << 1);
        this.mask = length - 1;
        this.slots = new Object[length];
    }

    static int checkCapacity(String label, int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "queue " + label + ": capacity wanted 1.." + MAX_CAPACITY + ", got " + capacity);
        }
        return capacity;
    }

    /// Throws on a thread that must not wait. The text is made only then: waits are common, and garbage-free.
    static void requireMayBlock(String label, String what) {
        if (NonBlocking.label() != null) {
            NonBlocking.check("queue " + label + ": " + what);
        }
    }

    @Override
    public final String label() {
        return label;
    }

    /// The most items that it holds.
    public final int capacity() {
        return capacity;
    }

    /// Items in it: an estimate unless both ends are quiet.
    public final int size() {
        long head = (long) WORD.getAcquire(words, Words.HEAD);
        long size = tailIndex() - head;
        return (int) Math.max(0, Math.min(size, capacity));
    }

    /// Whether [#close] was called. Never turns false again. Any thread.
    public abstract boolean isClosed();

    /// The next index to be claimed, read so that the sleep protocol holds.
    abstract long tailIndex();

    /// Refuses offers from now on; true for the call that closed it.
    abstract boolean refuseOffers();

    /// Between the consumer's write of SLEEP and its look at the tail: what makes good for a fence that offers
    /// leave out.
    abstract void fenceBeforeLook();

    /// Refuses offers from now on. The consumer still gets what was accepted. Any thread; again: nothing
    /// happens.
    @Override
    public final void close() {
        if (refuseOffers()) {
            wakeConsumer();
            room.wake(Integer.MAX_VALUE);
        }
    }

    /// Closes, and hands what is left to the disposer on this thread, which must be the consumer's. A disposer
    /// that throws does not keep the rest from it: the first exception is thrown at the end, the others are
    /// attached.
    public final void closeNow() {
        close();
        Disposal.all(this::pollDropped, disposer);
    }

    /// Waits for an offer that is between its claim and its store.
    private @Nullable T pollDropped() {
        while (!isFinished()) {
            T item = poll();
            if (item != null) {
                Words.count(words, Words.DROPPED, 1);
                return item;
            }
            Thread.onSpinWait();
        }
        return null;
    }

    @Override
    public final Offer give(T item) {
        Offer outcome = offer(item);
        if (outcome != Offer.ACCEPTED) {
            disposer.accept(item);
        }
        return outcome;
    }

    @Override
    @CheckReturnValue
    public final Offer offer(T item, long timeoutNanos) {
        Offer outcome = offer(item);
        if (outcome != Offer.FULL || timeoutNanos <= 0) {
            return outcome;
        }
        return RoomWait.offer(this, item, timeoutNanos);
    }

    /// Takes the front without publishing the head.
    ///
    /// @param strict wait for an item that is claimed and not yet stored; a producer is between two
    ///     instructions
    @Nullable
    abstract T take(boolean strict);

    /// Items that the consumer has put back: taken out, and their room is not free.
    int heldBack() {
        return 0;
    }

    @Override
    public final @Nullable T poll() {
        T item = take(true);
        if (item != null) {
            publish();
            long next = words[Words.NEXT];
            if ((next & SIZE_MASK) == 0) {
                note(tailIndex() - next + 1);
            }
        }
        return item;
    }

    @Override
    public final int drain(Consumer<? super T> handler, int limit) {
        Objects.requireNonNull(handler, "handler");
        long from = words[Words.NEXT];
        int taken = 0;
        try {
            T item;
            while (taken < limit && (item = take(false)) != null) {
                taken++;
                handler.accept(item);
                if ((taken & PUBLISH_MASK) == 0) {
                    publish();
                }
            }
        } finally {
            publish();
            if (taken > words[Words.HIGH_WATER]) {
                note(Math.max(taken, tailIndex() - from));
            }
        }
        return taken;
    }

    /// Lets producers have the room of what was taken. Consumer only.
    final void publish() {
        long head = words[Words.NEXT] - heldBack();
        long freed = head - words[Words.HEAD];
        if (freed > 0) {
            WORD.setRelease(words, Words.HEAD, head);
            room.wake((int) freed);
        }
    }

    @Override
    public final Wait await(long timeoutNanos) {
        Wait now = look();
        if (now != Wait.TIMED_OUT || timeoutNanos <= 0) {
            return now;
        }
        requireMayBlock(label, "await");
        for (int i = 0; i < YIELDS; i++) {
            Thread.yield();
            now = look();
            if (now != Wait.TIMED_OUT) {
                return now;
            }
        }
        return sleep(timeoutNanos);
    }

    private Wait sleep(long timeoutNanos) {
        Words.count(words, Words.CONSUMER_WAITS, 1);
        long started = System.nanoTime();
        sleeper = Thread.currentThread();
        try {
            for (; ; ) {
                WORD.setVolatile(words, Words.SLEEP, PARKED);
                fenceBeforeLook();
                Wait now = look();
                if (now != Wait.TIMED_OUT) {
                    return now;
                }
                if (Thread.currentThread().isInterrupted()) {
                    return Wait.INTERRUPTED;
                }
                long left = timeoutNanos - (System.nanoTime() - started);
                if (left <= 0) {
                    return Wait.TIMED_OUT;
                }
                LockSupport.parkNanos(this, Math.min(left, MAX_SLEEP_NANOS));
            }
        } finally {
            WORD.setVolatile(words, Words.SLEEP, notAsleep);
        }
    }

    /// READY, CLOSED, or TIMED_OUT for "nothing now".
    private Wait look() {
        if (!isEmpty()) {
            return Wait.READY;
        }
        return isFinished() ? Wait.CLOSED : isEmpty() ? Wait.TIMED_OUT : Wait.READY;
    }

    /// Whether the consumer has taken everything that was accepted; consumer only.
    abstract boolean isEmpty();

    /// Asks for one call of the wake-up at the next offer or close; for a consumer that is about to sleep
    /// somewhere else than in [#await], in a poller for example. Consumer only.
    ///
    /// @return true: nothing is here, go to sleep; false: something is here or the queue is finished, do not
    ///     sleep
    /// @throws IllegalStateException if the queue was opened without a wake-up
    public final boolean arm() {
        if (wakeup == null) {
            throw new IllegalStateException(
                    "queue " + label + ": arm wanted a wake-up, got a queue opened without one");
        }
        if (look() == Wait.TIMED_OUT) { // else FINISHING would be written over
            WORD.setVolatile(words, Words.SLEEP, ARMED);
            fenceBeforeLook();
            if (look() == Wait.TIMED_OUT) {
                return true;
            }
            disarm();
        }
        return false;
    }

    /// Takes back what [#arm] asked for, if no offer has done so. Consumer only; cheap when nothing was asked
    /// for.
    public final void disarm() {
        if ((long) WORD.getOpaque(words, Words.SLEEP) != notAsleep) {
            WORD.setVolatile(words, Words.SLEEP, notAsleep);
        }
    }

    /// The slow half of an offer: somebody sleeps, or did a moment ago.
    final void wakeConsumer() {
        long how = (long) WORD.getVolatile(words, Words.SLEEP);
        if (how == AWAKE || how == FINISHING || !WORD.compareAndSet(words, Words.SLEEP, how, AWAKE)) {
            return;
        }
        Words.count(words, Words.WAKEUPS, 1);
        if (how == PARKED) {
            LockSupport.unpark(sleeper);
        } else if (wakeup != null) {
            wake(wakeup);
        }
    }

    private void wake(Wakeup poke) {
        try {
            poke.wake();
        } catch (RuntimeException | Error e) {
            // The consumer still sleeps: the next offer pokes again. The item is safe, so the offer does not fail.
            Words.count(words, Words.FAILED_WAKEUPS, 1);
            WORD.compareAndSet(words, Words.SLEEP, AWAKE, ARMED);
        }
    }

    /// A release store. Written as a fence and a plain store, because the array's VarHandle checks the array's
    /// type each time.
    final void store(long index, Object item) {
        VarHandle.releaseFence();
        slots[(int) index & mask] = item;
    }

    static void requireItems(Object[] items, int from, int count) {
        for (int i = from; i < from + count; i++) {
            Objects.requireNonNull(items[i], "item");
        }
    }

    final Offer refused(long items, Offer why) {
        Words.count(words, Words.REFUSED, items);
        if (why == Offer.FULL && (long) WORD.getOpaque(words, Words.WAS_FULL) == 0) {
            WORD.setOpaque(words, Words.WAS_FULL, 1L);
        }
        return why;
    }

    /// Notes a size; consumer only.
    final void note(long size) {
        if (size > words[Words.HIGH_WATER]) {
            WORD.setOpaque(words, Words.HIGH_WATER, Math.min(size, capacity));
        }
    }

    /// A snapshot of the figures. Any thread.
    public final QueueStats stats() {
        int size = size();
        long refused = (long) WORD.getOpaque(words, Words.REFUSED);
        boolean wasFull = (long) WORD.getOpaque(words, Words.WAS_FULL) != 0;
        long seen = wasFull ? capacity : Math.max(size, (long) WORD.getOpaque(words, Words.HIGH_WATER));
        return new QueueStats(
                label,
                capacity,
                size,
                (int) seen,
                tailIndex() - (long) WORD.getOpaque(words, Words.NOT_OFFERED),
                refused,
                (long) WORD.getOpaque(words, Words.CONSUMER_WAITS),
                (long) WORD.getOpaque(words, Words.PRODUCER_WAITS),
                (long) WORD.getOpaque(words, Words.DROPPED),
                (long) WORD.getOpaque(words, Words.WAKEUPS),
                (long) WORD.getOpaque(words, Words.FAILED_WAKEUPS));
    }

    @Override
    public final String statusSection() {
        return StatusSource.QUEUES;
    }

    @Override
    public final void status(StatusRow row) {
        stats().fill(row);
    }

    @Override
    public final String toString() {
        return label + " " + size() + "/" + capacity + (isClosed() ? " closed" : "");
    }
}
