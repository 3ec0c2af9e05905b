// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

/// How many of something may come: so many per second, and as many at once. Thread: the loop.
final class Allowance {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final long costNanos;
    private long fullAtNanos = Long.MIN_VALUE;

    Allowance(int perSecond) {
        costNanos = SECOND_NANOS / perSecond;
    }

    /// One more; false: it is too many.
    boolean take(long nowNanos) {
        fullAtNanos = Math.max(fullAtNanos, nowNanos) + costNanos;
        return fullAtNanos - nowNanos <= SECOND_NANOS;
    }
}
