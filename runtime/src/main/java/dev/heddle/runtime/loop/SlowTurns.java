// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns that take too long: measured by the loop, noticed and sampled by a watchdog thread while they last.
final class SlowTurns {
    private final String loop;
    private final LoopOptions options;
    private final LoopMeter meter;
    private final Callbacks callbacks;
    private @Nullable Watchdog watchdog;
    private long began;

    SlowTurns(String loop, LoopOptions options, LoopMeter meter, Callbacks callbacks) {
        this.loop = loop;
        this.options = options;
        this.meter = meter;
        this.callbacks = callbacks;
    }

    /// The poller has returned: the turn's own work begins.
    void begin(long now) {
        began = now;
        meter.set(LoopMeter.BUSY_SINCE, now == 0 ? 1 : now);
    }

    void end(long now) {
        long nanos = now - began;
        meter.add(LoopMeter.BUSY_NANOS, nanos);
        meter.max(LoopMeter.LONGEST_TURN, nanos);
        if (nanos < options.slowTurnNanos()) {
            return;
        }
        meter.add(LoopMeter.SLOW_TURNS, 1);
        String watcher = callbacks.current();
        SlowTurnEvent.record(loop, watcher, nanos);
        var dog = watchdog;
        if (dog == null || !dog.hasReported(began)) {
            report(new SlowTurn(loop, watcher, nanos, List.of()));
        }
    }

    private void report(SlowTurn slow) {
        try {
            options.onSlowTurn().accept(slow);
        } catch (RuntimeException why) {
            callbacks.report("slow-turn report", why);
        }
    }

    void watch(Thread loopThread) {
        if (options.slowTurnNanos() < Long.MAX_VALUE && options.time() == TimeSource.system()) {
            watchdog = Watchdog.start(loop, options, meter, callbacks, loopThread);
        }
    }

    void unwatch() {
        var dog = watchdog;
        if (dog != null) {
            dog.stop();
            watchdog = null;
        }
    }

    LoopStats stats(String backend, long queued) {
        long handedOver = meter.get(LoopMeter.HANDED_OVER);
        long wakeUps = meter.get(LoopMeter.WAKE_UPS);
        return new LoopStats(
                loop,
                backend,
                meter.get(LoopMeter.TURNS),
                meter.get(LoopMeter.BUSY_NANOS),
                meter.get(LoopMeter.SLEEPS),
                wakeUps,
                handedOver,
                Math.max(0, handedOver - wakeUps),
                meter.get(LoopMeter.IO_EVENTS),
                meter.get(LoopMeter.TIMERS_FIRED),
                meter.get(LoopMeter.FLUSHES),
                meter.get(LoopMeter.LOOKS),
                meter.get(LoopMeter.UNCAUGHT),
                meter.get(LoopMeter.SLOW_TURNS),
                meter.get(LoopMeter.LONGEST_TASK),
                meter.get(LoopMeter.LONGEST_TURN),
                meter.get(LoopMeter.OLDEST_MESSAGE),
                meter.get(LoopMeter.SOCKETS),
                meter.get(LoopMeter.TIMERS),
                queued);
    }
}
