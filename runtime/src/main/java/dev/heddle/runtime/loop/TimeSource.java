// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// Where a loop takes its time from: the machine, or a [VirtualTime].
public interface TimeSource {
    /// Monotonic nanoseconds, as `System.nanoTime`.
    long nanoTime();

    /// Wall-clock milliseconds since 1970.
    long epochMillis();

    /// The machine's clocks.
    static TimeSource system() {
        return SystemTime.INSTANCE;
    }
}
