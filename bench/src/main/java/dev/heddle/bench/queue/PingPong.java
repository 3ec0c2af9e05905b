// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.queue;

import dev.heddle.bench.contest.Budget;
import dev.heddle.bench.contest.Crew;
import dev.heddle.bench.contest.Entry;
import dev.heddle.bench.contest.Figures;
import dev.heddle.bench.contest.Rounds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// One item to and fro through two queues, nanoseconds per round trip. Both ends look without a pause and give
/// the processor away after a while.
public final class PingPong {
    private static final int TRIPS = 4_000;
    private static final int LOOKS = 200;

    private PingPong() {}

    /// All contestants.
    public static List<Entry> entries() {
        Map<String, IntFunction<Pipe>> contenders = new LinkedHashMap<>();
        contenders.put("heddle", Pipe::spsc);
        contenders.put("jctools", Pipe::jctoolsSpsc);
        contenders.put("agrona", Pipe::agronaSpsc);
        return contenders.entrySet().stream()
                .map(each -> new Entry(
                        "queues",
                        "one to one, there and back",
                        each.getKey(),
                        budget -> measure(
                                budget,
                                each.getValue().apply(64),
                                each.getValue().apply(64))))
                .toList();
    }

    private static Figures measure(Budget budget, Pipe there, Pipe back) throws Exception {
        try (var crew = new Crew(1, _ -> bounce(there, back, false))) {
            return Rounds.good(budget, TRIPS, () -> {
                long began = crew.begin();
                bounce(back, there, true);
                return System.nanoTime() - began;
            });
        }
    }

    private static void bounce(Pipe from, Pipe to, boolean first) {
        var got = new Got();
        Object item = 1;
        for (int trip = 0; trip < TRIPS; trip++) {
            if (first && !to.offer(item)) {
                throw new IllegalStateException("full");
            }
            for (int looks = 1; from.drain(got, 1) == 0; looks++) {
                if (looks % LOOKS == 0) {
                    Thread.yield();
                } else {
                    Thread.onSpinWait();
                }
            }
            if (!first && !to.offer(item)) {
                throw new IllegalStateException("full");
            }
        }
        if (got.count != TRIPS) {
            throw new IllegalStateException("wanted " + TRIPS + " items, got " + got.count);
        }
    }

    private static final class Got implements Consumer<Object> {
        private int count;

        @Override
        public void accept(Object item) {
            count++;
        }
    }
}
