// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import org.jspecify.annotations.Nullable;

/// One crossing of a graph that is checked, measured or both. Thread: the loop.
final class Watch {
    private final Upward lent;
    private final @Nullable CostMeter meter;
    private final @Nullable Protocol outer;

    private Watch(Upward lent, @Nullable CostMeter meter, @Nullable Protocol outer) {
        this.lent = lent;
        this.meter = meter;
        this.outer = outer;
    }

    /// A message goes down; nothing is lent to the handler.
    static Watch push(SessionCore core) {
        return timed(core, core, true);
    }

    /// A message goes up.
    static Watch pop(SessionCore core) {
        return timed(core, loan(core), false);
    }

    /// Something goes up that is no message, so it is not counted.
    static Watch event(SessionCore core) {
        return new Watch(loan(core), null, null);
    }

    private static Watch timed(SessionCore core, Upward lent, boolean push) {
        var meter = core.layer.meter();
        return new Watch(lent, meter, meter == null ? null : meter.enter(core.layer, push));
    }

    private static Upward loan(SessionCore core) {
        return core.layer.graph().isChecked() ? new LentSession(core) : core;
    }

    /// The session as the handler sees it, until [#end()].
    Upward lent() {
        return lent;
    }

    /// The crossing is over: nothing is lent any more, and the clock runs for the outer one.
    void end() {
        if (lent instanceof LentSession loan) {
            loan.revoke();
        }
        if (meter != null) {
            meter.leave(outer);
        }
    }
}
