// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Threads asleep at one end of a queue, longest sleep first.
///
/// Thread: under the latch of the queue.
final class WaitLine {
    private final ArrayDeque<Thread> threads = new ArrayDeque<>(4);

    void add(Thread thread) {
        threads.addLast(thread);
    }

    /// The next one to wake, taken out of the line; null: nobody sleeps.
    @Nullable
    Thread next() {
        return threads.pollFirst();
    }

    /// Wakes up to so many and answers how many there were. Under the latch, so only for several at once.
    int wake(int most) {
        int woken = 0;
        Thread thread;
        while (woken < most && (thread = threads.pollFirst()) != null) {
            LockSupport.unpark(thread);
            woken++;
        }
        return woken;
    }

    /// Takes out a thread that woke by itself.
    void remove(Thread thread) {
        threads.removeFirstOccurrence(thread);
    }

    Thread[] all() {
        var all = threads.toArray(Thread[]::new);
        threads.clear();
        return all;
    }
}
