// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import java.time.Duration;

/// Calls back at a fixed rate, without drift; calls missed while the loop was busy are skipped, not made up
/// for.
public final class PeriodicWatcher extends Watcher {
    private final long everyNanos;
    private final Runnable onTime;
    private final TimerHeap.Deadline deadline = new TimerHeap.Deadline(this::fire);

    PeriodicWatcher(Loop loop, String label, Duration every, Runnable onTime) {
        super(loop, label);
        this.everyNanos = every.toNanos();
        this.onTime = onTime;
        if (everyNanos <= 0) {
            throw new IllegalArgumentException(label + ": wanted a period above 0, got " + every);
        }
    }

    @Override
    String kind() {
        return "periodic";
    }

    @Override
    void attach() {
        loop.timers().start(deadline, loop.instant() + everyNanos);
    }

    @Override
    void detach() {
        loop.timers().remove(deadline);
    }

    private void fire() {
        long next = deadline.at() + everyNanos;
        long late = loop.instant() - next;
        if (late >= 0) {
            next += (late / everyNanos + 1) * everyNanos;
        }
        loop.timers().start(deadline, next);
        loop.callbacks().run(kind(), label, onTime);
    }
}
