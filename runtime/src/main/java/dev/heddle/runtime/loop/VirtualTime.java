// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until it is moved: the scripted twin of [TimeSource#system()].
///
/// Any thread may read it; whoever steps the loops moves it.
public final class VirtualTime implements TimeSource {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000L);
    private final long epochMillisAtZero;

    /// Starts at the given wall-clock time.
    public VirtualTime(long epochMillis) {
        epochMillisAtZero = epochMillis - 1_000;
    }

    /// Starts at the beginning of 2026.
    public VirtualTime() {
        this(1_767_225_600_000L);
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public long epochMillis() {
        return epochMillisAtZero + nanos.get() / 1_000_000L;
    }

    /// Moves the clock forward; negative distances are refused.
    public void advance(long byNanos) {
        if (byNanos < 0) {
            throw new IllegalArgumentException("virtual time: wanted to advance by at least 0 ns, got " + byNanos);
        }
        nanos.addAndGet(byNanos);
    }

    /// Moves the clock to `nanoTime` unless it is already there or later.
    public void advanceTo(long nanoTime) {
        nanos.accumulateAndGet(nanoTime, (now, to) -> to - now > 0 ? to : now);
    }
}
