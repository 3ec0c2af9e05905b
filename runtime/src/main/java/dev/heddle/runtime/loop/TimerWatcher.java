// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// Calls back once, after a delay; starting it again moves it, without garbage.
public final class TimerWatcher extends Watcher {
    private final Runnable onTime;
    private final TimerHeap.Deadline deadline = new TimerHeap.Deadline(this::fire);
    private long delayNanos = -1;
    private boolean firing;

    TimerWatcher(Loop loop, String label, Runnable onTime) {
        super(loop, label);
        this.onTime = onTime;
    }

    /// Calls back in the first turn at least `delayNanos` after this turn's [Loop#nowNanos()]; a delay below 0
    /// is 0. If it is waiting, it is moved; with a delay of 0 it is due in the next turn.
    public void startAfter(long delayNanos) {
        this.delayNanos = Math.max(0, delayNanos);
        if (isStarted()) {
            if (firing) {
                // Moving it inside its own callback ends one wait and begins the next, as a trace must see.
                stop();
                start();
            } else {
                loop.owner().check(label);
                attach();
            }
        } else {
            start();
        }
    }

    /// Starts with the last delay; throws when there has never been one.
    @Override
    public void start() {
        if (delayNanos < 0) {
            throw new IllegalStateException(label + ": wanted startAfter(delay) before the first start()");
        }
        super.start();
    }

    @Override
    String kind() {
        return "timer";
    }

    @Override
    void attach() {
        firing = false;
        loop.timers().start(deadline, loop.instant() + delayNanos);
    }

    @Override
    void detach() {
        firing = false;
        loop.timers().remove(deadline);
    }

    private void fire() {
        firing = true;
        loop.callbacks().run(kind(), label, onTime);
        if (firing) {
            stop();
        }
    }
}
