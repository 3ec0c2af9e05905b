// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import dev.heddle.runtime.unit.CheckReturnValue;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A bounded queue whose items carry the links: adding makes no garbage, and an item leaves from the middle
/// at once.
///
/// Thread: its owner's; [#stats] any. An item stands in one such queue at a time: a second one throws, naming
/// both.
/// Limit: `capacity` items; at it an offer answers FULL.
///
/// @param <N> what is queued
public final class IntrusiveQueue<N extends QueueNode> implements StatusSource, AutoCloseable {
    private final String label;
    private final int capacity;
    private final Consumer<? super N> disposer;
    private @Nullable N first;
    private @Nullable N last;
    private boolean closed;
    private final long[] words = new long[5];

    private static final int SIZE = 0;
    private static final int HIGH_WATER = 1;
    private static final int ACCEPTED = 2;
    private static final int REFUSED = 3;
    private static final int DROPPED = 4;

    private IntrusiveQueue(String label, int capacity, Consumer<? super N> disposer) {
        this.label = Objects.requireNonNull(label, "label");
        this.capacity = BoundedQueue.checkCapacity(label, capacity);
        this.disposer = Objects.requireNonNull(disposer, "disposer");
    }

    /// Opens a queue.
    ///
    /// @param capacity the most items
    /// @param disposer gets what is left at the end
    public static <N extends QueueNode> IntrusiveQueue<N> open(
            String label, int capacity, Consumer<? super N> disposer) {
        return new IntrusiveQueue<>(label, capacity, disposer);
    }

    @Override
    public String label() {
        return label;
    }

    /// The most items that it holds.
    public int capacity() {
        return capacity;
    }

    /// Items in it.
    public int size() {
        return (int) read(SIZE);
    }

    /// Adds an item at the back.
    ///
    /// @return ACCEPTED: it is the queue's; FULL or CLOSED: still the caller's
    /// @throws IllegalStateException if it stands in a queue already, naming that one and this one
    @CheckReturnValue
    public Offer offer(N node) {
        if (node.queue != null) {
            throw new IllegalStateException("node " + node + ": wanted to be in no queue, is in " + node.queue.label
                    + " and was offered to " + label);
        }
        if (closed || words[SIZE] >= capacity) {
            add(REFUSED, 1);
            return closed ? Offer.CLOSED : Offer.FULL;
        }
        append(node);
        add(ACCEPTED, 1);
        return Offer.ACCEPTED;
    }

    private void append(N node) {
        node.queue = this;
        node.previous = last;
        if (last == null) {
            first = node;
        } else {
            last.next = node;
        }
        last = node;
        add(SIZE, 1);
        if (words[SIZE] > words[HIGH_WATER]) {
            add(HIGH_WATER, 1);
        }
    }

    /// The front, still the queue's; null: empty.
    public @Nullable N peek() {
        return first;
    }

    /// Takes the front; null: empty now, or [#isFinished].
    public @Nullable N poll() {
        N node = first;
        if (node != null) {
            unlink(node);
        }
        return node;
    }

    /// Takes an item out, wherever it stands; false: it is not in this queue.
    public boolean remove(N node) {
        if (node.queue != this) {
            return false;
        }
        unlink(node);
        return true;
    }

    @SuppressWarnings("unchecked")
    private void unlink(N node) {
        // All neighbours in this queue are of its type: offer takes no others.
        N before = (N) node.previous;
        N after = (N) node.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        node.next = null;
        node.previous = null;
        node.queue = null;
        add(SIZE, -1);
    }

    /// Swaps an item with the front: the front comes out, the item goes to the back; a full queue cycles too.
    ///
    /// @return the front; null: the queue is empty and the item is still the caller's
    /// @throws IllegalStateException if the item stands in a queue already, naming that one and this one
    public @Nullable N cycle(N node) {
        if (node.queue != null && first != null) {
            throw new IllegalStateException("node " + node + ": wanted to be in no queue, is in " + node.queue.label
                    + " and was cycled into " + label);
        }
        N front = poll();
        if (front != null) {
            append(node);
        }
        return front;
    }

    /// Takes what is there, oldest first. An exception of the handler ends the call and is passed on; only the
    /// item that it was handling is affected.
    ///
    /// @param limit the most items to take
    /// @return how many were taken
    public int drain(Consumer<? super N> handler, int limit) {
        int taken = 0;
        N node;
        while (taken < limit && (node = poll()) != null) {
            taken++;
            handler.accept(node);
        }
        return taken;
    }

    /// Refuses offers from now on; what is in it can still be taken.
    @Override
    public void close() {
        closed = true;
    }

    /// Whether it is closed and empty. Never turns false again.
    public boolean isFinished() {
        return closed && first == null;
    }

    /// Closes, and hands what is left to the disposer. One that throws does not keep the rest from it: the
    /// first exception is thrown at the end, the others are attached.
    public void closeNow() {
        close();
        Disposal.all(this::pollDropped, disposer);
    }

    private @Nullable N pollDropped() {
        N node = poll();
        add(DROPPED, node == null ? 0 : 1);
        return node;
    }

    private void add(int counter, long more) {
        Words.WORD.setOpaque(words, counter, words[counter] + more);
    }

    private long read(int counter) {
        return (long) Words.WORD.getOpaque(words, counter);
    }

    /// A snapshot of the figures. Any thread.
    public QueueStats stats() {
        return new QueueStats(
                label,
                capacity,
                size(),
                (int) read(HIGH_WATER),
                read(ACCEPTED),
                read(REFUSED),
                0,
                0,
                read(DROPPED),
                0,
                0);
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
        return label + " " + size() + "/" + capacity + (closed ? " closed" : "");
    }
}
