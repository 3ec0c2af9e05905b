// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// Flight recorder: a request waited for its turn.
@Name("dev.heddle.RequestWait")
@Label("Request Wait")
@Category("Heddle")
@Description("A request of a queue was started after a wait; times are those of the loop's clock")
@StackTrace(false)
final class RequestWaitEvent extends Event {
    @Label("Queue")
    String queue = "";

    @Label("Request")
    String request = "";

    @Label("Waited")
    @Timespan(Timespan.NANOSECONDS)
    long waitedNanos;

    /** Nothing is made while nobody records. */
    static void report(String queue, Promise<?> head) {
        long waited = head.startedNanos - head.queuedNanos;
        if (waited <= 0) {
            return;
        }
        var event = new RequestWaitEvent();
        if (event.shouldCommit()) {
            event.queue = queue;
            event.request = head.label;
            event.waitedNanos = waited;
            event.commit();
        }
    }
}
