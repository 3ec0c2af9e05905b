// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import java.util.Random;

/// How long to wait before the next attempt: a second, then twice as long each time up to a minute, each a
/// fifth more or less so that many clients do not come back at once. Thread: the loop.
final class Backoff {
    private static final long FIRST_NANOS = 1_000_000_000L;
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final Random random;
    private long nextNanos = FIRST_NANOS;

    Backoff(Random random) {
        this.random = random;
    }

    long next() {
        long now = nextNanos;
        nextNanos = Math.min(LONGEST_NANOS, nextNanos * 2);
        return (long) (now * (0.8 + 0.4 * random.nextDouble()));
    }

    /// It worked: the next time begins with a second again.
    void reset() {
        nextNanos = FIRST_NANOS;
    }
}
