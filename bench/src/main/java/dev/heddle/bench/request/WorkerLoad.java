// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.request;

import dev.heddle.bench.contest.Affinity;
import dev.heddle.bench.contest.Budget;
import dev.heddle.bench.contest.Entry;
import dev.heddle.bench.contest.Figures;
import dev.heddle.bench.contest.Rounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// Round trips between a caller and one worker: how long one takes when it is alone, and what each costs when 64
/// are under way.
public final class WorkerLoad {
    private static final int TRIPS = 20_000;
    private static final int MANY = 64;

    private WorkerLoad() {}

    /// A caller's thread and a worker's.
    interface Trips extends AutoCloseable {
        /// Makes so many round trips and notes the nanoseconds of each. The caller's thread.
        void run(int outstanding, long[] times) throws Exception;

        @Override
        void close() throws Exception;
    }

    /// All rows; the one in C is measured by a program of its own.
    public static List<Entry> entries() {
        Map<String, Callable<Trips>> all = new LinkedHashMap<>();
        all.put("heddle", HeddleTrips::new);
        all.put("lock and conditions", () -> new PipeTrips(new PipeTrips.Locked(), new PipeTrips.Locked()));
        all.put("park", () -> new PipeTrips(new PipeTrips.Parked(), new PipeTrips.Parked()));
        all.put("virtual thread each", VirtualTrips::new);
        all.put("jctools blocking", () -> new PipeTrips(new PipeTrips.Jctools(), new PipeTrips.Jctools()));
        all.put("netty executors", NettyTrips::new);
        var entries = new ArrayList<Entry>();
        all.forEach((name, open) ->
                entries.add(new Entry("workers", "there and back, 1 under way", name, budget -> one(budget, open))));
        all.forEach((name, open) ->
                entries.add(new Entry("workers", "there and back, 64 under way", name, budget -> many(budget, open))));
        return entries;
    }

    private static Figures one(Budget budget, Callable<Trips> open) throws Exception {
        Affinity.bind(1); // the threads that it starts stay there
        try (var trips = open.call()) {
            var times = new long[TRIPS];
            trips.run(1, times);
            Affinity.bind(0);
            long until = System.nanoTime() + budget.warmUp().toNanos();
            while (System.nanoTime() < until) {
                trips.run(1, times);
            }
            Figures best = null;
            until = System.nanoTime() + budget.measured().toNanos();
            while (best == null || System.nanoTime() < until) {
                long bytes = Rounds.allocated();
                trips.run(1, times);
                double each = (double) (Rounds.allocated() - bytes) / TRIPS;
                Figures now = Figures.latency(times, each);
                best = best == null ? now : best.better(now);
            }
            return best;
        }
    }

    private static Figures many(Budget budget, Callable<Trips> open) throws Exception {
        Affinity.bind(1); // the threads that it starts stay there
        try (var trips = open.call()) {
            var times = new long[TRIPS];
            trips.run(1, times);
            Affinity.bind(0);
            Arrays.fill(times, 0);
            return Rounds.good(budget, TRIPS, () -> {
                long began = System.nanoTime();
                trips.run(MANY, times);
                return System.nanoTime() - began;
            });
        }
    }
}
