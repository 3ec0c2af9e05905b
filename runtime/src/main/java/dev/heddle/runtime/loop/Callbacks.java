// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.poll.Poller;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Runs callbacks of one loop: says which one is running, traces it, reports what it throws and goes on.
final class Callbacks {
    private static final System.Logger LOG = System.getLogger(Callbacks.class.getName());

    private final String loop;
    private final BiConsumer<String, Throwable> onUncaught;
    private final @Nullable LoopTrace trace;
    /// Read by the watchdog: a benign race, it names the callback of a turn that has been slow for long.
    private String current = "";

    private long uncaught;

    Callbacks(String loop, BiConsumer<String, Throwable> onUncaught, @Nullable LoopTrace trace) {
        this.loop = loop;
        this.onUncaught = onUncaught;
        this.trace = trace;
    }

    void run(String kind, String label, Runnable callback) {
        current = label;
        if (trace != null) {
            trace(TracePoint.BEFORE, kind, label);
        }
        try {
            callback.run();
        } catch (Throwable why) {
            report(label, why);
        }
        if (trace != null) {
            trace(TracePoint.AFTER, kind, label);
        }
    }

    void ready(ReadyHandler handler, int handle, int ops) {
        String label = handler.label();
        current = label;
        if (trace != null) {
            trace(TracePoint.BEFORE, "io", label);
        }
        try {
            handler.onReady(handle, (ops & Poller.READ) != 0, (ops & Poller.WRITE) != 0);
        } catch (Throwable why) {
            report(label, why);
        }
        if (trace != null) {
            trace(TracePoint.AFTER, "io", label);
        }
    }

    void trace(TracePoint point, String kind, String label) {
        if (trace != null) {
            try {
                trace.onEvent(point, kind, label);
            } catch (RuntimeException why) {
                report("trace of " + label, why);
            }
        }
    }

    boolean traced() {
        return trace != null;
    }

    /// For callers that run callbacks themselves, in batches.
    void entering(String label) {
        current = label;
    }

    void report(String label, Throwable why) {
        uncaught++;
        try {
            onUncaught.accept(label, why);
        } catch (Throwable again) {
            reportFailed(label, again);
        }
    }

    /// Even a logger may throw, when there are no files left to open for example: the loop goes on, and the count
    /// tells.
    private void reportFailed(String label, Throwable why) {
        try {
            LOG.log(System.Logger.Level.ERROR, "uncaught-report-failed loop=" + loop + " watcher=" + label, why);
        } catch (Throwable nobodyToTell) {
            uncaught++;
        }
    }

    long uncaught() {
        return uncaught;
    }

    String current() {
        return current;
    }
}
