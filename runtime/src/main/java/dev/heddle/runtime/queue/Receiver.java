// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The consumer's end of a queue. What comes out is the caller's.
///
/// Thread: one consumer at a time, unless the implementing class allows more.
///
/// @param <T> what is received; never null
public interface Receiver<T> {
    /// Takes the front; never blocks.
    ///
    /// @return the item, now the caller's; null: empty now, or [#isFinished]
    @Nullable
    T poll();

    /// Whether the queue is closed and empty. Never turns false again.
    boolean isFinished();

    /// Takes what is there, oldest first, and hands each item to the handler, which owns it. An exception
    /// of the handler ends the call and is passed on: only the item that it was handling is affected, the
    /// rest stay queued.
    ///
    /// @param limit the most items to take
    /// @return how many were taken
    int drain(Consumer<? super T> handler, int limit);

    /// Waits until there is something to take.
    ///
    /// @param timeoutNanos the longest wait; zero or less does not wait
    /// @return READY: poll will answer; CLOSED: finished; TIMED_OUT or INTERRUPTED
    /// @throws IllegalStateException if the thread must not block and the call would have to
    Wait await(long timeoutNanos);

    /// Swaps an item with the front: the front comes out, the item goes to the back. It needs no room, so a
    /// full queue cycles too, and no producer can come between.
    ///
    /// @return the front, now the caller's, and the item is the queue's; null: the queue is empty and the
    ///     item is still the caller's
    @Nullable
    T cycle(T item);
}
