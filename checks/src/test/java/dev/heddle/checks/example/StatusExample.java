// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.status.StatusReport;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.function.Consumer;

/** One report of all pieces, on SIGUSR1. */
final class StatusExample {
    private StatusExample() {}

    // region report
    static StatusReport report(Loop loop, UnitHeap heap, MpscQueue<Unit> inbox, Consumer<String> show) {
        var report = StatusReport.open("example");
        report.add(loop.door());
        report.add(heap);
        report.add(inbox);
        loop.signal("USR1", () -> show.accept(report.text())).start();
        return report;
    }
    // end
}
