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

    /// See the class.
    public static void main(String[] args) throws Exception {
        for (Entry entry : entries()) {
            if (entry.section().equals(args[0])
                    && entry.row().equals(args[1])
                    && entry.contender().equals(args[2])) {
                var budget = new Budget(
                        Duration.ofMillis(Long.parseLong(args[3])), Duration.ofMillis(Long.parseLong(args[4])));
                System.out.println(entry.work().measure(budget).line());
                System.exit(0); // whatever a peer's threads think
            }
        }
        throw new IllegalArgumentException("wanted a contestant of the catalogue, got " + List.of(args));
    }
}
