// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import java.util.concurrent.locks.LockSupport;

/// An offer that waits for room.
///
/// Thread: a producer's. The consumer has no fence for it: it reads a counter after each publication of the head, and a
/// producer that it overlooked in that instant wakes by itself, after [#SLICE_NANOS] the first time.
final class RoomWait {
    private static final long SLICE_NANOS = 1_000_000;

    private RoomWait() {}

    /// After a first offer that was refused and counted.
    static <T> Offer offer(BoundedQueue<T> queue, T item, long timeoutNanos) {
        BoundedQueue.requireMayBlock(queue.label, "offer with a timeout");
        Words.count(queue.words, Words.PRODUCER_WAITS, 1);
        long started = System.nanoTime();
        long slice = SLICE_NANOS;
        for (int tries = 0; ; tries++) {
            Offer outcome = tries < BoundedQueue.YIELDS ? afterYield(queue, item) : afterPark(queue, item, slice);
            // The refusal has been counted once, by the try that came before this.
            Words.count(queue.words, Words.REFUSED, -1);
            if (outcome != Offer.FULL) {
                return outcome;
            }
            if (Thread.currentThread().isInterrupted() || System.nanoTime() - started >= timeoutNanos) {
                return Offer.FULL;
            }
            if (tries >= BoundedQueue.YIELDS) {
                slice = Math.min(slice * 2, BoundedQueue.MAX_SLEEP_NANOS);
            }
        }
    }

    private static <T> Offer afterYield(BoundedQueue<T> queue, T item) {
        Thread.yield();
        return queue.offer(item);
    }

    private static <T> Offer afterPark(BoundedQueue<T> queue, T item, long nanos) {
        queue.room.add();
        Offer outcome = queue.offer(item);
        if (outcome != Offer.FULL) {
            queue.room.remove();
            return outcome;
        }
        LockSupport.parkNanos(queue, nanos);
        queue.room.remove();
        Words.count(queue.words, Words.REFUSED, -1);
        return queue.offer(item);
    }
}
