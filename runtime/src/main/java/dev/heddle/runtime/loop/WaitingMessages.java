// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.queue.WhenFull;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The loop's own list behind a [MessageQueue] that drops or coalesces: a ring of at most `capacity` messages.
///
/// Thread: the loop's. Positions count up for ever; a key is remembered with the position of its waiting
/// message.
final class WaitingMessages<M> {
    private final int capacity;
    private final WhenFull policy;
    private final @Nullable ToLongFunction<? super M> key;
    private final Consumer<? super M> disposer;
    private final @Nullable Object[] ring;
    private final Map<Long, Long> positionOfKey = new HashMap<>();
    private long head;
    private long tail;
    private long dropped;

    WaitingMessages(MessageQueueOptions<M> options) {
        capacity = options.capacity();
        policy = options.whenFull();
        key = options.key();
        disposer = options.disposer();
        ring = new Object[capacity];
        if (policy == WhenFull.COALESCE && key == null) {
            throw new IllegalArgumentException(options.label() + ": COALESCE wants a key, see coalesceBy");
        }
    }

    int size() {
        return (int) (tail - head);
    }

    long dropped() {
        return dropped;
    }

    /// Whether another message may be taken off the producers' ring.
    boolean takesMore() {
        return policy != WhenFull.COALESCE || size() < capacity;
    }

    void add(M message) {
        if (key != null && replaced(message)) {
            return;
        }
        if (size() == capacity) {
            if (policy == WhenFull.DROP_NEWEST) {
                drop(message);
                return;
            }
            drop(poll());
        }
        if (key != null) {
            positionOfKey.put(key.applyAsLong(message), tail);
        }
        ring[slot(tail++)] = message;
    }

    private boolean replaced(M message) {
        if (key == null) {
            return false;
        }
        Long position = positionOfKey.get(key.applyAsLong(message));
        if (position == null) {
            return false;
        }
        M older = at(position);
        ring[slot(position)] = message;
        drop(older);
        return true;
    }

    private void drop(@Nullable M message) {
        if (message != null) {
            dropped++;
            disposer.accept(message);
        }
    }

    @Nullable
    M poll() {
        if (head == tail) {
            return null;
        }
        M first = at(head);
        ring[slot(head++)] = null;
        if (key != null && first != null) {
            positionOfKey.remove(key.applyAsLong(first));
        }
        return first;
    }

    @SuppressWarnings("unchecked") // only messages are put into the ring
    private @Nullable M at(long position) {
        return (M) ring[slot(position)];
    }

    private int slot(long position) {
        return (int) (position % capacity);
    }
}
