// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// A slow turn in the flight recording, written at its end.
@Name("dev.heddle.SlowTurn")
@Label("Slow Turn")
@Description("A turn of an event loop that took longer than its limit")
@Category("Heddle")
@StackTrace(false)
final class SlowTurnEvent extends Event {
    @Label("Loop")
    private final String loop;

    @Label("Watcher")
    private final String watcher;

    @Label("Length")
    @Timespan(Timespan.NANOSECONDS)
    private final long nanos;

    private SlowTurnEvent(String loop, String watcher, long nanos) {
        this.loop = loop;
        this.watcher = watcher;
        this.nanos = nanos;
    }

    static void record(String loop, String watcher, long nanos) {
        new SlowTurnEvent(loop, watcher, nanos).commit();
    }

    @Override
    public String toString() {
        return loop + " " + watcher + " " + nanos;
    }
}
