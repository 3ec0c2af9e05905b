// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import java.time.Duration;

/// Waiting for the store's own threads.
final class Threads {
    private Threads() {}

    /// Waits for the end of a thread; answers whether it has ended. An interrupt ends the wait and is kept.
    static boolean join(Thread thread, long timeoutNanos) {
        try {
            return thread.join(Duration.ofNanos(Math.max(1, timeoutNanos)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !thread.isAlive();
        }
    }
}
