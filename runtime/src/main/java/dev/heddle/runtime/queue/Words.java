// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The indexes, flags and counters of a ring, in one array in which each stands on cache lines of its own.
///
/// An array's layout is fixed by the platform, a class's is not: so no field can move next to a busy one. Two lines are
/// kept apart (128 bytes), because processors fetch lines in pairs.
final class Words {
    /// Next index to be claimed, with the closed bit; written by producers.
    static final int TAIL = 16;
    /// The index at which producers must look at the head again; written by producers, and by who closes an SPSC
    /// queue.
    static final int LIMIT = 32;
    /// The producer's own copy of the tail where consumers look at the other all the time; written by the producer.
    static final int TAIL_OWN = 33;
    /// Not zero: the producer has taken the unit back that still stands in the next slot; written by the producer.
    static final int RECLAIMED = 34;
    /// Everything below has been taken and its slot is free; written by the consumer.
    static final int HEAD = 48;
    /// The consumer's own notes: next index to take.
    static final int NEXT = 64;
    /// The largest size seen; written by the consumer.
    static final int HIGH_WATER = 66;
    /// Whether the consumer sleeps, and how; read by every offer, written once per sleep.
    static final int SLEEP = 80;
    /// Whether the queue is closed, where the tail does not say it.
    static final int CLOSING = 81;
    /// Counters that only slow paths write.
    static final int REFUSED = 96;

    static final int CONSUMER_WAITS = 97;
    static final int PRODUCER_WAITS = 98;
    static final int DROPPED = 99;
    static final int WAKEUPS = 100;
    static final int FAILED_WAKEUPS = 101;
    /// Not zero: an offer has met a full queue. Apart from HIGH_WATER, which is on the consumer's line.
    static final int WAS_FULL = 102;
    /// Indexes that the consumer used up itself, by cycling; written by the consumer.
    static final int NOT_OFFERED = 67;

    /// Length of such an array.
    static final int LENGTH = 128;

    /// Access to one word.
    static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /// Access to one slot of a ring.
    static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

    private Words() {}

    static void count(long[] words, int counter, long more) {
        WORD.getAndAdd(words, counter, more);
    }
}
