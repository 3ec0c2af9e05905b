// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.queue.WhenFull;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// How a [MessageQueue] behaves. Immutable: every method answers a changed copy. Any thread.
///
/// @param <M> the messages
public final class MessageQueueOptions<M> {
    private final String label;
    private final int capacity;
    private final Consumer<? super M> disposer;
    private int budget = 256;
    private WhenFull whenFull = WhenFull.REFUSE;
    private @Nullable ToLongFunction<? super M> key;

    private MessageQueueOptions(String label, int capacity, Consumer<? super M> disposer) {
        this.label = Objects.requireNonNull(label, "label");
        this.capacity = capacity;
        this.disposer = Objects.requireNonNull(disposer, "disposer");
        if (capacity < 1) {
            throw new IllegalArgumentException(label + ": wanted a capacity of at least 1, got " + capacity);
        }
    }

    /// A queue of `capacity` messages that refuses when it is full, with a budget of 256 messages per turn; the
    /// disposer gets what is dropped and what is left at the end.
    public static <M> MessageQueueOptions<M> of(String label, int capacity, Consumer<? super M> disposer) {
        return new MessageQueueOptions<>(label, capacity, disposer);
    }

    /// How many messages one turn handles at most; the rest waits for the next, so that sockets are never
    /// starved.
    public MessageQueueOptions<M> budget(int messagesPerTurn) {
        if (messagesPerTurn < 1) {
            throw new IllegalArgumentException(label + ": wanted a budget of at least 1, got " + messagesPerTurn);
        }
        var changed = copy();
        changed.budget = messagesPerTurn;
        return changed;
    }

    /// What happens to a message when there is no room.
    public MessageQueueOptions<M> whenFull(WhenFull policy) {
        var changed = copy();
        changed.whenFull = Objects.requireNonNull(policy, "policy");
        return changed;
    }

    /// The key by which [WhenFull#COALESCE], which this selects, finds the message to replace.
    public MessageQueueOptions<M> coalesceBy(ToLongFunction<? super M> key) {
        var changed = whenFull(WhenFull.COALESCE);
        changed.key = Objects.requireNonNull(key, "key");
        return changed;
    }

    private MessageQueueOptions<M> copy() {
        var copy = new MessageQueueOptions<M>(label, capacity, disposer);
        copy.budget = budget;
        copy.whenFull = whenFull;
        copy.key = key;
        return copy;
    }

    String label() {
        return label;
    }

    int capacity() {
        return capacity;
    }

    Consumer<? super M> disposer() {
        return disposer;
    }

    int budget() {
        return budget;
    }

    WhenFull whenFull() {
        return whenFull;
    }

    @Nullable
    ToLongFunction<? super M> key() {
        return key;
    }
}
