// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import dev.heddle.runtime.unit.CheckReturnValue;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A bounded queue from many threads to many: several workers on one inbox, with a policy for when it is full.
///
/// Thread: any, both ends. Order: items leave in the order in which they went in.
/// Limit: `capacity` items; what happens at it is the [WhenFull] policy. With several consumers the answers of
/// [#await] and [#isFinished] hold as they always do, except that another consumer may take the item for which
/// READY was answered: [#take] waits and takes in one step.
///
/// @param <T> what is queued; never null
public final class MpmcQueue<T> implements Sender<T>, Receiver<T>, StatusSource, AutoCloseable {
    /* One short latch around a ring: dropping the oldest, replacing by key and swapping with the front are single steps
     * for everybody, which no ring without a lock can promise. User code (keys, handlers, disposers) and wake-ups run
     * outside it. Whoever sleeps stands in a line under the same latch; an offer takes one sleeper out of the line and
     * wakes it. A sleeper that was taken out and leaves without an item passes the wake-up on. */

    private static final int YIELDS = 8;
    private static final long MAX_SLEEP_NANOS = 1_000_000_000;

    private final PolicyRing<T> ring;
    private final Consumer<? super T> disposer;
    private final Latch latch = new Latch();
    private final WaitLine consumers = new WaitLine();
    private final WaitLine producers = new WaitLine();

    private MpmcQueue(PolicyRing<T> ring, Consumer<? super T> disposer) {
        this.ring = ring;
        this.disposer = Objects.requireNonNull(disposer, "disposer");
    }

    /// Opens a queue that refuses, or lets producers wait, when it is full.
    ///
    /// @param disposer gets accepted items that nobody will take, and what [#give] could not deliver; on any
    ///     thread
    public static <T> MpmcQueue<T> open(String label, int capacity, Consumer<? super T> disposer) {
        return open(label, capacity, disposer, WhenFull.REFUSE);
    }

    /// Opens a queue with a policy.
    ///
    /// @param disposer gets what the policy drops, accepted items that nobody will take, and what [#give] could
    ///     not deliver; on any thread
    /// @param policy REFUSE, DROP_OLDEST or DROP_NEWEST; for COALESCE see [#coalescing]
    public static <T> MpmcQueue<T> open(String label, int capacity, Consumer<? super T> disposer, WhenFull policy) {
        return new MpmcQueue<>(new PolicyRing<>(label, capacity, policy, null), disposer);
    }

    /// Opens a queue in which an item replaces a waiting one of the same key, in its place.
    ///
    /// @param disposer gets what is replaced, accepted items that nobody will take, and what [#give] could not
    ///     deliver; on any thread
    /// @param key asked once per offer, on the offering thread
    public static <T> MpmcQueue<T> coalescing(
            String label, int capacity, Consumer<? super T> disposer, ToLongFunction<? super T> key) {
        return new MpmcQueue<>(new PolicyRing<>(label, capacity, WhenFull.COALESCE, key), disposer);
    }

    @Override
    public String label() {
        return ring.label;
    }

    /// The most items that it holds.
    public int capacity() {
        return ring.capacity;
    }

    /// Items in it at some moment during the call.
    public int size() {
        return ring.size();
    }

    @Override
    @CheckReturnValue
    public Offer offer(T item) {
        long key = ring.keyOf(item);
        if (ring.refuses() && ring.wasFull()) {
            ring.countRefused(1);
            return Offer.FULL;
        }
        latch.lock();
        Offer outcome = ring.offer(item, key);
        T displaced = ring.displaced();
        Thread sleeper = outcome == Offer.ACCEPTED ? nextConsumer() : null;
        latch.unlock();
        finish(sleeper, displaced);
        return outcome;
    }

    /// The consumer to wake if one sleeps and there is something to take; under the latch.
    private @Nullable Thread nextConsumer() {
        Thread sleeper = ring.size() == 0 ? null : consumers.next();
        if (sleeper != null) {
            ring.count(PolicyRing.WAKEUPS, 1);
        }
        return sleeper;
    }

    /// What an operation leaves to be done outside the latch.
    private void finish(@Nullable Thread sleeper, @Nullable T displaced) {
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
        if (displaced != null) {
            disposer.accept(displaced);
        }
    }

    @Override
    @CheckReturnValue
    public Offer offer(T item, long timeoutNanos) {
        Offer outcome = offer(item);
        if (outcome != Offer.FULL || timeoutNanos <= 0) {
            return outcome;
        }
        BoundedQueue.requireMayBlock(ring.label, "offer with a timeout");
        return offerWhenRoom(item, ring.keyOf(item), timeoutNanos);
    }

    private Offer offerWhenRoom(T item, long key, long timeoutNanos) {
        long started = System.nanoTime();
        Thread self = Thread.currentThread();
        for (boolean first = true; ; first = false) {
            long left = timeoutNanos - (System.nanoTime() - started);
            latch.lock();
            // The refusal has been counted once, by the try that came before this.
            ring.countRefused(-1);
            ring.count(PolicyRing.PRODUCER_WAITS, first ? 1 : 0);
            Offer outcome = ring.offer(item, key);
            boolean sleep = outcome == Offer.FULL && left > 0 && !self.isInterrupted();
            if (sleep) {
                producers.add(self);
            }
            T displaced = ring.displaced();
            Thread sleeper = outcome == Offer.ACCEPTED ? nextConsumer() : null;
            latch.unlock();
            finish(sleeper, displaced);
            if (!sleep) {
                return outcome;
            }
            park(producers, left);
        }
    }

    private void park(WaitLine line, long nanos) {
        LockSupport.parkNanos(this, Math.min(nanos, MAX_SLEEP_NANOS));
        latch.lock();
        line.remove(Thread.currentThread());
        latch.unlock();
    }

    @Override
    public Offer give(T item) {
        Offer outcome = offer(item);
        if (outcome != Offer.ACCEPTED) {
            disposer.accept(item);
        }
        return outcome;
    }

    /// Hands over a row of items; in one step where the policy gives nothing up, else one by one.
    @Override
    @CheckReturnValue
    public int offerBatch(T[] items, int from, int count) {
        Objects.checkFromIndexSize(from, count, items.length);
        BoundedQueue.requireItems(items, from, count);
        if (!ring.refuses()) {
            return offerEach(items, from, count);
        }
        latch.lock();
        int taken = 0;
        while (taken < count && ring.offer(items[from + taken], 0) == Offer.ACCEPTED) {
            taken++;
        }
        ring.countRefused(Math.max(0, count - taken - 1));
        ring.count(PolicyRing.WAKEUPS, consumers.wake(taken));
        latch.unlock();
        return taken;
    }

    private int offerEach(T[] items, int from, int count) {
        for (int i = 0; i < count; i++) {
            if (offer(items[from + i]) != Offer.ACCEPTED) {
                ring.countRefused(count - i - 1);
                return i;
            }
        }
        return count;
    }

    @Override
    public @Nullable T poll() {
        if (ring.wasEmpty()) {
            return null;
        }
        latch.lock();
        T item = ring.poll();
        Thread producer = item == null ? null : producers.next();
        latch.unlock();
        if (producer != null) {
            LockSupport.unpark(producer);
        }
        return item;
    }

    /// Takes the front, waiting for one.
    ///
    /// @param timeoutNanos the longest wait; zero or less does not wait
    /// @return the item, now the caller's; null: finished (ask [#isFinished]), interrupted (the thread's flag
    ///     is set again), or the time ran out
    /// @throws IllegalStateException if the thread must not block and the call would have to
    public @Nullable T take(long timeoutNanos) {
        T item = poll();
        if (item != null || timeoutNanos <= 0) {
            return item;
        }
        BoundedQueue.requireMayBlock(ring.label, "take with a timeout");
        for (int i = 0; i < YIELDS; i++) {
            Thread.yield();
            if (ring.size() > 0 && (item = poll()) != null) {
                return item;
            }
        }
        return sleep(timeoutNanos, true).item;
    }

    /// READY: there was an item at that moment, and unless another consumer is faster, poll will answer it.
    @Override
    public Wait await(long timeoutNanos) {
        if (ring.size() > 0) {
            return Wait.READY;
        }
        if (isFinished()) {
            return Wait.CLOSED;
        }
        if (timeoutNanos <= 0) {
            return Wait.TIMED_OUT;
        }
        BoundedQueue.requireMayBlock(ring.label, "await");
        return sleep(timeoutNanos, false).outcome;
    }

    private record Woken<T>(Wait outcome, @Nullable T item) {}

    private Woken<T> sleep(long timeoutNanos, boolean take) {
        long started = System.nanoTime();
        Thread self = Thread.currentThread();
        for (boolean first = true; ; first = false) {
            long left = timeoutNanos - (System.nanoTime() - started);
            latch.lock();
            ring.count(PolicyRing.CONSUMER_WAITS, first ? 1 : 0);
            boolean ready = ring.size() > 0;
            T item = take ? ring.poll() : null;
            boolean closed = ring.isClosed();
            boolean sleep = !ready && !closed && left > 0 && !self.isInterrupted();
            // One that takes makes room; one that only looks passes the wake-up on, for another may be there to take.
            Thread other = !ready ? null : take ? producers.next() : consumers.next();
            if (sleep) {
                consumers.add(self);
            }
            latch.unlock();
            if (other != null) {
                LockSupport.unpark(other);
            }
            if (!sleep) {
                return new Woken<>(ready ? Wait.READY : closed ? Wait.CLOSED : notReady(left), item);
            }
            park(consumers, left);
        }
    }

    private static Wait notReady(long left) {
        return left > 0 ? Wait.INTERRUPTED : Wait.TIMED_OUT;
    }

    @Override
    public int drain(Consumer<? super T> handler, int limit) {
        Objects.requireNonNull(handler, "handler");
        int taken = 0;
        T item;
        while (taken < limit && (item = poll()) != null) {
            taken++;
            handler.accept(item);
        }
        return taken;
    }

    /// Takes several from the front in one step, so that no other consumer comes between; never blocks.
    ///
    /// @param into gets them, oldest first; they are the caller's
    /// @param from index for the first
    /// @param max the most to take: what a consumer takes, its siblings do not get
    /// @return how many; zero: empty now, or [#isFinished]
    public int acquire(T[] into, int from, int max) {
        Objects.checkFromIndexSize(from, max, into.length);
        latch.lock();
        int taken = 0;
        try {
            T item;
            while (taken < max && (item = ring.peek()) != null) {
                into[from + taken] = item;
                ring.poll();
                taken++;
            }
        } finally {
            producers.wake(taken);
            latch.unlock();
        }
        return taken;
    }

    @Override
    public @Nullable T cycle(T item) {
        long key = ring.keyOf(item);
        latch.lock();
        T front = ring.cycle(item, key);
        T displaced = ring.displaced();
        Thread producer = displaced == null ? null : producers.next();
        latch.unlock();
        finish(producer, displaced);
        return front;
    }

    /// Refuses offers from now on and ends all waits. Consumers still get what was accepted. Any thread.
    @Override
    public void close() {
        latch.lock();
        ring.close();
        Thread[] sleeping = consumers.all();
        Thread[] waiting = producers.all();
        latch.unlock();
        List.of(sleeping).forEach(LockSupport::unpark);
        List.of(waiting).forEach(LockSupport::unpark);
    }

    /// Closes, and hands what is left to the disposer on this thread; any thread. One that throws does not keep
    /// the rest from it: the first exception is thrown at the end, the others are attached.
    public void closeNow() {
        close();
        Disposal.all(this::pollDropped, disposer);
    }

    private @Nullable T pollDropped() {
        T item = poll();
        if (item != null) {
            latch.lock();
            ring.count(PolicyRing.DROPPED, 1);
            latch.unlock();
        }
        return item;
    }

    /// Whether [#close] was called. Never turns false again.
    public boolean isClosed() {
        return ring.isClosed();
    }

    @Override
    public boolean isFinished() {
        return ring.isClosed() && ring.wasEmpty();
    }

    /// A snapshot of the figures.
    public QueueStats stats() {
        return ring.stats();
    }

    @Override
    public String statusSection() {
        return StatusSource.QUEUES;
    }

    @Override
    public void status(StatusRow row) {
        stats().fill(row);
    }

    @Override
    public String toString() {
        return ring.toString();
    }
}
