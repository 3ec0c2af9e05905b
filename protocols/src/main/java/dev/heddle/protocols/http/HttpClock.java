// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.PeriodicWatcher;
import java.time.Duration;

/// The times of all connections of a layer, without a timer each: a coarse tick, at which all are looked at.
/// Thread: the loop. It ticks eight times in the shortest of the times, and only while there are connections.
final class HttpClock {
    private static final int TICKS = 8;
    private static final long TICK_NANOS_MIN = 5_000_000;

    private final PeriodicWatcher ticker;
    private final Ticks limits;
    private final Loop loop;
    private final long everyNanos;
    private final long begunNanos;
    private int tick;

    /// After how many ticks each time has passed for sure.
    record Ticks(int head, int body, int idle) {}

    HttpClock(Loop loop, String label, HttpLimits times, Runnable onTick) {
        long shortest = Math.min(
                times.headTime().toNanos(),
                Math.min(times.bodyTime().toNanos(), times.idleTime().toNanos()));
        long every = Math.max(TICK_NANOS_MIN, shortest / TICKS);
        limits = new Ticks(
                ticks(times.headTime(), every), ticks(times.bodyTime(), every), ticks(times.idleTime(), every));
        this.loop = loop;
        everyNanos = every;
        begunNanos = loop.nowNanos();
        ticker = loop.periodic(label + " clock", Duration.ofNanos(every), () -> {
            read();
            onTick.run();
        });
    }

    /// Ticks may have been missed, and none was made while nobody needed them.
    private void read() {
        tick = (int) ((loop.nowNanos() - begunNanos) / everyNanos);
    }

    private static int ticks(Duration time, long every) {
        return (int) Math.min(Integer.MAX_VALUE - 1, (time.toNanos() + every - 1) / every);
    }

    int tick() {
        return tick;
    }

    Ticks limits() {
        return limits;
    }

    void run(boolean needed) {
        if (needed && !ticker.isStarted()) {
            read();
            ticker.start();
        } else if (!needed && ticker.isStarted()) {
            ticker.stop();
        }
    }
}
