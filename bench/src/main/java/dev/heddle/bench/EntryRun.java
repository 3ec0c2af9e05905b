// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench;

import dev.heddle.bench.contest.Budget;
import dev.heddle.bench.contest.Entry;
import dev.heddle.bench.loop.LoopLoad;
import dev.heddle.bench.queue.FanOutLoad;
import dev.heddle.bench.queue.PingPong;
import dev.heddle.bench.queue.QueueLoad;
import dev.heddle.bench.request.WorkerLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One contestant in this JVM: `EntryRun SECTION ROW CONTENDER WARM_MILLIS MEASURED_MILLIS`. Prints its figures.
public final class EntryRun {
    private EntryRun() {}

    static List<Entry> entries() {
        var entries = new ArrayList<Entry>();
        entries.addAll(QueueLoad.entries());
        entries.addAll(PingPong.entries());
        entries.addAll(FanOutLoad.entries());
        entries.addAll(LoopLoad.entries());
        entries.addAll(WorkerLoad.entries());
        return entries;
    }

    static Entry find(String section, String row, String contender) {
        return entries().stream()
                .filter(each -> each.section().equals(section)
                        && each.row().equals(row)
                        && each.contender().equals(contender))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "wanted a contestant of the catalogue, got " + section + ", " + row + ", " + contender));
    }

    /// See the class.
    public static void main(String[] args) throws Exception {
        Entry entry = find(args[0], args[1], args[2]);
        var budget = new Budget(Duration.ofMillis(Long.parseLong(args[3])), Duration.ofMillis(Long.parseLong(args[4])));
        System.out.println(entry.work().measure(budget).line());
        System.exit(0); // whatever a peer's threads think
    }
}
