// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// Flight recorder: a worker has taken an exchange.
@Name("dev.heddle.WorkerHandOver")
@Label("Worker Hand-over")
@Category("Heddle")
@Description("A worker has taken an exchange that a loop had offered")
@StackTrace(false)
final class WorkerHandOverEvent extends Event {
    @Label("Worker")
    String worker = "";

    @Label("Waited")
    @Timespan(Timespan.NANOSECONDS)
    long waitedNanos;

    /** Whether somebody records. */
    static boolean isOn() {
        return new WorkerHandOverEvent().isEnabled();
    }

    /** The exchange was offered at `offeredNanos`; 0: nobody recorded then. */
    static void report(String worker, long offeredNanos) {
        if (offeredNanos != 0) {
            var event = new WorkerHandOverEvent();
            event.worker = worker;
            event.waitedNanos = System.nanoTime() - offeredNanos;
            event.commit();
        }
    }
}
