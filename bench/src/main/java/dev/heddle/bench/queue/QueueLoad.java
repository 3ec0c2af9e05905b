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
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Items from one or more producers to one consumer, which drains. Every round counts and sums what arrived.
public final class QueueLoad {
    private static final String SECTION = "queues";
    private static final int CAPACITY = 1024;
    private static final int BATCH = 16;
    private static final int ITEMS = 96_000;

    private QueueLoad() {}

    /// All rows.
    public static List<Entry> entries() {
        Map<String, IntFunction<Pipe>> one = new LinkedHashMap<>();
        one.put("heddle", Pipe::spsc);
        one.put("jctools", Pipe::jctoolsSpsc);
        one.put("agrona", Pipe::agronaSpsc);
        one.put("disruptor", Pipe::disruptorSingle);
        Map<String, IntFunction<Pipe>> many = new LinkedHashMap<>();
        many.put("heddle", Pipe::mpsc);
        many.put("jctools", Pipe::jctoolsMpsc);
        many.put("agrona", Pipe::agronaMpsc);
        many.put("disruptor", Pipe::disruptorMulti);
        many.put("linked", Pipe::linked);
        many.put("blocking", Pipe::blocking);
        Map<String, IntFunction<Pipe>> both = new LinkedHashMap<>();
        both.put("heddle", Pipe::mpmc);
        both.put("jctools", Pipe::jctoolsMpmc);
        both.put("blocking", Pipe::blocking);
        var entries = new ArrayList<Entry>();
        row(entries, "one to one", one, 1, 1);
        row(entries, "one to one, batches of 16", one, 1, BATCH);
        for (int producers : new int[] {1, 2, 4}) {
            row(entries, "many to one, " + producers, many, producers, 1);
        }
        row(entries, "many to one, 4, batches of 16", many, 4, BATCH);
        row(entries, "many to many, 2 to 1", both, 2, 1);
        return entries;
    }

    private static void row(
            List<Entry> entries, String row, Map<String, IntFunction<Pipe>> contenders, int producers, int batch) {
        contenders.forEach((name, open) -> entries.add(
                new Entry(SECTION, row, name, budget -> measure(budget, open.apply(CAPACITY), producers, batch))));
    }

    private static Figures measure(Budget budget, Pipe pipe, int producers, int batch) throws Exception {
        int each = ITEMS / producers / batch * batch;
        var tally = new Tally();
        try (var crew = new Crew(producers, _ -> produce(pipe, each, batch))) {
            return Rounds.good(budget, each * producers, () -> {
                tally.count = 0;
                tally.sum = 0;
                long began = crew.begin();
                while (tally.count < (long) each * producers) {
                    if (pipe.drain(tally, CAPACITY) == 0) {
                        Thread.yield();
                    }
                }
                long nanos = System.nanoTime() - began;
                if (tally.count != (long) each * producers || tally.sum != producers * sumTo(each)) {
                    throw new IllegalStateException(
                            "wanted " + each * producers + " items, got " + tally.count + ", sum " + tally.sum);
                }
                return nanos;
            });
        }
    }

    private static long sumTo(int each) {
        long sum = 0;
        for (int i = 0; i < each; i++) {
            sum += i & 1023;
        }
        return sum;
    }

    private static final Integer[] VALUES = new Integer[1024];

    static {
        for (int i = 0; i < VALUES.length; i++) {
            VALUES[i] = i;
        }
    }

    private static void produce(Pipe pipe, int each, int batch) {
        if (batch > 1) {
            produceBatches(pipe, each, batch);
            return;
        }
        for (int i = 0; i < each; i++) {
            while (!pipe.offer(VALUES[i & 1023])) {
                Thread.yield();
            }
        }
    }

    private static void produceBatches(Pipe pipe, int each, int batch) {
        var row = new Object[batch];
        for (int i = 0; i < each; i += batch) {
            for (int k = 0; k < batch; k++) {
                row[k] = VALUES[(i + k) & 1023];
            }
            int taken = pipe.offerBatch(row);
            while (taken < batch) {
                Thread.yield();
                if (pipe.offer(row[taken])) {
                    taken++;
                }
            }
        }
    }

    /// Counts what arrives.
    private static final class Tally implements Consumer<Object> {
        long count;
        long sum;

        @Override
        public void accept(Object item) {
            count++;
            sum += (Integer) item;
        }
    }
}
