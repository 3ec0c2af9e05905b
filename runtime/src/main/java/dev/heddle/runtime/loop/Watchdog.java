// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Looks at a running loop from time to time and takes its stack while a turn is slow.
///
/// A daemon thread per running loop. It reports a turn at the limit and again each time its length has doubled,
/// so that a loop that is stuck for ever is heard of, but not for ever.
final class Watchdog {
    private final String loop;
    private final LoopOptions options;
    private final LoopMeter meter;
    private final Callbacks callbacks;
    private final Thread watched;
    private volatile boolean stopped;
    /// The turn reported last, by its beginning; the loop reads it to keep from reporting twice.
    private volatile long reportedTurn;

    private Watchdog(String loop, LoopOptions options, LoopMeter meter, Callbacks callbacks, Thread watched) {
        this.loop = loop;
        this.options = options;
        this.meter = meter;
        this.callbacks = callbacks;
        this.watched = watched;
    }

    static Watchdog start(String loop, LoopOptions options, LoopMeter meter, Callbacks callbacks, Thread watched) {
        var dog = new Watchdog(loop, options, meter, callbacks, watched);
        Thread.ofPlatform().name(loop + " watchdog").daemon().start(dog::look);
        return dog;
    }

    void stop() {
        stopped = true;
    }

    boolean hasReported(long turn) {
        return reportedTurn == turn;
    }

    private void look() {
        long limit = options.slowTurnNanos();
        long pause = Math.max(1_000_000, limit / 4);
        long next = limit;
        while (!stopped && watched.isAlive()) {
            LockSupport.parkNanos(this, pause);
            long since = meter.get(LoopMeter.BUSY_SINCE);
            if (since == 0) {
                continue;
            }
            if (since != reportedTurn) {
                next = limit;
            }
            long nanos = System.nanoTime() - since;
            if (nanos >= next) {
                next = nanos * 2;
                sample(since, nanos);
            }
        }
    }

    private void sample(long since, long nanos) {
        String watcher = callbacks.current();
        var stack = List.of(watched.getStackTrace());
        if (meter.get(LoopMeter.BUSY_SINCE) != since) {
            return; // it ended meanwhile: the stack is another turn's
        }
        reportedTurn = since;
        options.onSlowTurn().accept(new SlowTurn(loop, watcher, nanos, stack));
    }
}
