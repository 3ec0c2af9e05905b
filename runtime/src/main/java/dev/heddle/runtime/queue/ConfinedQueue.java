// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import dev.heddle.runtime.unit.CheckReturnValue;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A bounded queue of one owner, with a policy for when it is full.
///
/// Thread: its owner's, both ends; [#stats] any. Nobody else can make room or bring an item, so nothing here
/// waits: a timeout is not used.
/// Limit: `capacity` items; what happens at it is the [WhenFull] policy.
///
/// @param <T> what is queued; never null
public final class ConfinedQueue<T> implements Sender<T>, Receiver<T>, StatusSource, AutoCloseable {
    private final PolicyRing<T> ring;
    private final Consumer<? super T> disposer;

    private ConfinedQueue(PolicyRing<T> ring, Consumer<? super T> disposer) {
        this.ring = ring;
        this.disposer = Objects.requireNonNull(disposer, "disposer");
    }

    /// Opens a queue.
    ///
    /// @param disposer gets what the policy drops and what is left at the end
    /// @param policy REFUSE, DROP_OLDEST or DROP_NEWEST; for COALESCE see [#coalescing]
    public static <T> ConfinedQueue<T> open(String label, int capacity, Consumer<? super T> disposer, WhenFull policy) {
        return new ConfinedQueue<>(new PolicyRing<>(label, capacity, policy, null), disposer);
    }

    /// Opens a queue in which an item replaces a waiting one of the same key, in its place.
    ///
    /// @param disposer gets what is replaced and what is left at the end
    /// @param key asked once per offer
    public static <T> ConfinedQueue<T> coalescing(
            String label, int capacity, Consumer<? super T> disposer, ToLongFunction<? super T> key) {
        return new ConfinedQueue<>(new PolicyRing<>(label, capacity, WhenFull.COALESCE, key), disposer);
    }

    @Override
    public String label() {
        return ring.label;
    }

    /// The most items that it holds.
    public int capacity() {
        return ring.capacity;
    }

    /// Items in it.
    public int size() {
        return ring.size();
    }

    @Override
    @CheckReturnValue
    public Offer offer(T item) {
        Offer outcome = ring.offer(item, ring.keyOf(item));
        T displaced = ring.displaced();
        if (displaced != null) {
            disposer.accept(displaced);
        }
        return outcome;
    }

    /// The same as [#offer(Object)]: only the caller could make room.
    @Override
    @CheckReturnValue
    public Offer offer(T item, long timeoutNanos) {
        return offer(item);
    }

    @Override
    public Offer give(T item) {
        Offer outcome = offer(item);
        if (outcome != Offer.ACCEPTED) {
            disposer.accept(item);
        }
        return outcome;
    }

    @Override
    @CheckReturnValue
    public int offerBatch(T[] items, int from, int count) {
        Objects.checkFromIndexSize(from, count, items.length);
        BoundedQueue.requireItems(items, from, count);
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
        return ring.poll();
    }

    /// The front, still the queue's; null: empty.
    public @Nullable T peek() {
        return ring.peek();
    }

    @Override
    public int drain(Consumer<? super T> handler, int limit) {
        Objects.requireNonNull(handler, "handler");
        int taken = 0;
        T item;
        while (taken < limit && (item = ring.poll()) != null) {
            taken++;
            handler.accept(item);
        }
        return taken;
    }

    /// READY or CLOSED, else TIMED_OUT at once: only the caller could bring an item.
    @Override
    public Wait await(long timeoutNanos) {
        if (ring.size() > 0) {
            return Wait.READY;
        }
        return ring.isClosed() ? Wait.CLOSED : Wait.TIMED_OUT;
    }

    @Override
    public @Nullable T cycle(T item) {
        T front = ring.cycle(item, ring.keyOf(item));
        T displaced = ring.displaced();
        if (displaced != null) {
            disposer.accept(displaced);
        }
        return front;
    }

    /// Refuses offers from now on; what is in it can still be taken.
    @Override
    public void close() {
        ring.close();
    }

    /// Whether [#close] was called.
    public boolean isClosed() {
        return ring.isClosed();
    }

    @Override
    public boolean isFinished() {
        return ring.isClosed() && ring.size() == 0;
    }

    /// Closes, and hands what is left to the disposer. One that throws does not keep the rest from it: the
    /// first exception is thrown at the end, the others are attached.
    public void closeNow() {
        close();
        Disposal.all(this::pollDropped, disposer);
    }

    private @Nullable T pollDropped() {
        T item = ring.poll();
        ring.count(PolicyRing.DROPPED, item == null ? 0 : 1);
        return item;
    }

    /// A snapshot of the figures. Any thread.
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
