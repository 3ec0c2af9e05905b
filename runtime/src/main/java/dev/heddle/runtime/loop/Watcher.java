// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import java.util.Objects;

/// Something that a loop watches for, with a callback.
///
/// Thread: the loop's. Made stopped; may be started and stopped any number of times, also inside its own
/// callback. An exception from the callback is reported under the watcher's label and the loop goes on.
public abstract sealed class Watcher
        permits TimerWatcher, PeriodicWatcher, IoWatcher, SignalWatcher, PhaseWatcher, AsyncWatcher, FlushWatcher {
    final Loop loop;
    final String label;
    private boolean started;

    Watcher(Loop loop, String label) {
        this.loop = loop;
        this.label = Objects.requireNonNull(label, "label");
    }

    /// Starts to watch; nothing happens if it is started already.
    public void start() {
        loop.owner().check(label);
        if (!started) {
            started = true;
            loop.callbacks().trace(TracePoint.ATTACH, kind(), label);
            attach();
        }
    }

    /// Stops to watch; nothing happens if it is stopped already. Its callback is not called any more.
    public void stop() {
        loop.owner().check(label);
        if (started) {
            started = false;
            detach();
            loop.callbacks().trace(TracePoint.DETACH, kind(), label);
        }
    }

    /// Whether the loop is watching.
    public boolean isStarted() {
        return started;
    }

    /// The name given when it was made.
    public String label() {
        return label;
    }

    abstract String kind();

    abstract void attach();

    abstract void detach();
}
