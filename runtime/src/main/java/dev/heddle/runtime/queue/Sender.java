// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import dev.heddle.runtime.unit.CheckReturnValue;

/// The producers' end of a queue.
///
/// Thread: the implementing class says how many threads may send at once. Items of one thread stay in their order.
///
/// @param <T> what is sent; never null
public interface Sender<T> {
    /// Hands an item over if there is room; never blocks.
    ///
    /// @return ACCEPTED: the item is the queue's; FULL or CLOSED: it is still the caller's
    @CheckReturnValue
    Offer offer(T item);

    /// Hands an item over, waiting for room if there is none.
    ///
    /// @param timeoutNanos the longest wait; zero or less does not wait
    /// @return ACCEPTED; CLOSED; or FULL: the time ran out or the thread was interrupted (its flag is set again)
    /// @throws IllegalStateException if the thread must not block and the call would have to
    @CheckReturnValue
    Offer offer(T item, long timeoutNanos);

    /// Hands an item over in any case: what the queue refuses goes to the queue's disposer, on the calling thread.
    ///
    /// @return what became of it; whatever it says, the item is not the caller's any more
    Offer give(T item);

    /// Hands over as many of a row of items as there is room for, in order, in one step; never blocks.
    ///
    /// @param items where they are; an accepted item stays in the array, but is not the caller's any more
    /// @param from index of the first
    /// @param count how many
    /// @return how many of the first ones were taken; fewer than count: full, or closed
    @CheckReturnValue
    int offerBatch(T[] items, int from, int count);
}
