// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.PeriodicWatcher;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The times of a protocol's connections, without a timer each: a coarse tick that every read and send stores,
/// and a scan of an eighth of the connections per tick. Thread: the loop. It ticks only when a time is set or
/// something lingers, so a server without limits sleeps.
final class StreamClock {
    /// A whole scan takes so many ticks.
    static final int SCAN_TICKS = 8;

    private static final long TICK_NANOS_MIN = 1_000_000;

    private final Streams streams;
    private final Loop loop;
    private final StreamOptions.StreamTimes times;
    private final long tickNanos;
    private final PeriodicWatcher ticker;
    private final ArrayDeque<Lingering> lingering = new ArrayDeque<>();
    private int tick;

    private record Lingering(Connection connection, long untilNanos) {}

    StreamClock(Streams streams, Loop loop, StreamOptions.StreamTimes times, String label) {
        this.streams = streams;
        this.loop = loop;
        this.times = times;
        this.tickNanos = Math.max(TICK_NANOS_MIN, shortest(times) / SCAN_TICKS);
        this.ticker = loop.periodic(label + " clock", Duration.ofNanos(tickNanos), this::onTick);
        if (scans()) {
            ticker.start();
        }
    }

    private static long shortest(StreamOptions.StreamTimes times) {
        long shortest = Long.MAX_VALUE;
        for (var time : new Duration[] {times.idle(), times.stall(), times.linger()}) {
            shortest = time.isZero() ? shortest : Math.min(shortest, time.toNanos());
        }
        return shortest == Long.MAX_VALUE ? Duration.ofSeconds(1).toNanos() : shortest;
    }

    private boolean scans() {
        return !times.idle().isZero() || !times.stall().isZero();
    }

    int tick() {
        return tick;
    }

    boolean lingers() {
        return !times.linger().isZero();
    }

    /// Gives a closed connection its last moments. All have the same, so the oldest is always first.
    void linger(Connection connection) {
        lingering.add(new Lingering(connection, loop.nowNanos() + times.linger().toNanos()));
        ticker.start();
    }

    private void onTick() {
        tick++;
        if (scans()) {
            streams.scan(tick % SCAN_TICKS, SCAN_TICKS, this::check);
        }
        long now = loop.nowNanos();
        for (@Nullable Lingering oldest = lingering.peek();
                oldest != null && oldest.untilNanos - now <= 0;
                oldest = lingering.peek()) {
            lingering.remove();
            oldest.connection.cut();
        }
        if (lingering.isEmpty() && !scans()) {
            ticker.stop();
        }
    }

    private void check(Connection connection) {
        connection.check(tick, ticks(times.idle()), ticks(times.stall()));
    }

    private int ticks(Duration time) {
        return (int) Math.min(Integer.MAX_VALUE, (time.toNanos() + tickNanos - 1) / tickNanos);
    }

    String idleText() {
        return text(times.idle());
    }

    String stallText() {
        return text(times.stall());
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    void close() {
        ticker.stop();
        lingering.clear();
    }
}
