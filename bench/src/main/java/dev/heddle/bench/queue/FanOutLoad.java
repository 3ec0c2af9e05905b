// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.queue;

import dev.heddle.bench.contest.Budget;
import dev.heddle.bench.contest.Crew;
import dev.heddle.bench.contest.Entry;
import dev.heddle.bench.contest.Figures;
import dev.heddle.bench.contest.Rounds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// Each message to N consumers, which live on one thread or two: nanoseconds per message. Every consumer sums
/// what it reads. The producer is never more than a window ahead, so no road meets a full queue.
public final class FanOutLoad {
    static final int WINDOW = 512;
    private static final int LOOK_EVERY = 64;

    private FanOutLoad() {}

    /// One way to bring a message to N consumers.
    interface Road {
        /// The producer's thread.
        void produce(int value);

        /// The consumer's thread: adds what is there to the sum and answers how many were read.
        int consume(int consumer, long[] sum);
    }

    /// All rows.
    public static List<Entry> entries() {
        Map<String, IntFunction<Road>> known = new LinkedHashMap<>();
        known.put("heddle broadcast", Roads.Broadcast::new);
        known.put("disruptor pollers", Roads.Pollers::new);
        Map<String, IntFunction<Road>> separate = new LinkedHashMap<>();
        separate.put("heddle", Roads.Separate::new);
        separate.put("netty pooled + jctools", Roads.Buffers::new);
        separate.put("objects + jctools", n -> new Roads.Objects(n, true, false));
        separate.put("objects + linked", n -> new Roads.Objects(n, false, false));
        separate.put("copies + jctools", n -> new Roads.Objects(n, true, true));
        separate.put("disruptor pollers", Roads.Pollers::new);
        var entries = new ArrayList<Entry>();
        for (int consumers : new int[] {2, 8}) {
            for (int threads : new int[] {1, 2}) {
                String to = "to " + consumers + " on " + threads;
                add(entries, "broadcast " + to, known, consumers, threads);
                add(entries, "queues " + to, separate, consumers, threads);
            }
        }
        for (int consumers : new int[] {1, 10, 100}) {
            add(entries, "queues to " + consumers + " on 1", separate, consumers, 1);
        }
        return entries;
    }

    private static void add(
            List<Entry> entries, String row, Map<String, IntFunction<Road>> roads, int consumers, int threads) {
        roads.forEach((name, open) -> entries.add(new Entry(
                "fan-out", row, name, budget -> new Load(open.apply(consumers), consumers, threads).measure(budget))));
    }

    /// The rounds of one contestant.
    private static final class Load {
        private final Road road;
        private final int consumers;
        private final int threads;
        private final int messages;
        private final Progress[] progress;
        private final long[][][] sums;
        private final int[][] counts;

        Load(Road road, int consumers, int threads) {
            this.road = road;
            this.consumers = consumers;
            this.threads = threads;
            this.messages = Math.max(WINDOW, 64_000 / consumers);
            this.progress = new Progress[threads];
            this.sums = new long[threads][consumers][1];
            this.counts = new int[threads][consumers];
            for (int i = 0; i < threads; i++) {
                progress[i] = new Progress();
            }
        }

        Figures measure(Budget budget) throws Exception {
            try (var crew = new Crew(threads, this::read)) {
                return Rounds.good(budget, messages, () -> {
                    for (Progress each : progress) {
                        each.least = 0;
                    }
                    long began = crew.begin();
                    produce();
                    crew.awaitReady();
                    return System.nanoTime() - began;
                });
            }
        }

        private void produce() {
            int allowed = 0;
            for (int i = 0; i < messages; i++) {
                while (i >= allowed) {
                    allowed = least() + WINDOW;
                    if (i >= allowed) {
                        Thread.yield();
                    }
                }
                road.produce(i);
            }
        }

        private int least() {
            int least = Integer.MAX_VALUE;
            for (Progress each : progress) {
                least = Math.min(least, each.least);
            }
            return least;
        }

        private void read(int thread) {
            var sums = this.sums[thread];
            var counts = this.counts[thread];
            for (int c = 0; c < consumers; c++) {
                sums[c][0] = 0;
                counts[c] = 0;
            }
            int mine = (consumers - thread + threads - 1) / threads;
            long wanted = (long) messages * mine;
            for (long got = 0; got < wanted; ) {
                int now = 0;
                int least = Integer.MAX_VALUE;
                for (int c = thread; c < consumers; c += threads) {
                    int read = road.consume(c, sums[c]);
                    counts[c] += read;
                    now += read;
                    least = Math.min(least, counts[c]);
                }
                progress[thread].least = least;
                if (now < LOOK_EVERY) {
                    Thread.yield();
                }
                got += now;
            }
            for (int c = thread; c < consumers; c += threads) {
                if (sums[c][0] != (long) messages * (messages - 1) / 2) {
                    throw new IllegalStateException("consumer " + c + ": wrong sum " + sums[c][0]);
                }
            }
        }
    }

    /// How far the slowest consumer of a thread is; alone on its cache line.
    @SuppressWarnings("unused") // padding
    private static final class Progress {
        private long p1, p2, p3, p4, p5, p6, p7, p8;
        private volatile int least;
        private long q1, q2, q3, q4, q5, q6, q7, q8;
    }
}
