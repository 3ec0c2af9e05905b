// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Moves items from producers to one consumer through each contender in turn, several rounds interleaved, and prints the
 * best round of each in nanoseconds per item with its ratio to ours. Every round counts and sums what arrived.
 *
 * <p>Arguments: items per round in thousands (2000), rounds (8).
 */
public final class QueueLoad {
    private static final int CAPACITY = 1024;
    private static final int BATCH = 16;

    private QueueLoad() {}

    /** Runs all rows. */
    public static void main(String[] arguments) throws InterruptedException {
        int items = 1000 * (arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2000);
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
        String only = arguments.length > 2 ? arguments[2] : "";
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
        row(only, "spsc", one, 1, 1, items, rounds);
        row(only, "spsc batch", one, 1, BATCH, items, rounds);
        row(only, "mpsc 1", many, 1, 1, items, rounds);
        row(only, "mpsc 2", many, 2, 1, items, rounds);
        row(only, "mpsc 4", many, 4, 1, items, rounds);
        row(only, "mpsc 4 batch", many, 4, BATCH, items, rounds);
        row(only, "mpmc 2", both, 2, 1, items, rounds);
    }

    private static void row(
            String only,
            String name,
            Map<String, IntFunction<Pipe>> contenders,
            int producers,
            int batch,
            int items,
            int rounds)
            throws InterruptedException {
        if (!name.startsWith(only)) {
            return;
        }
        var best = new LinkedHashMap<String, Double>();
        for (int round = 0; round < rounds; round++) {
            for (var contender : contenders.entrySet()) {
                double nanos = round(contender.getValue().apply(CAPACITY), producers, batch, items);
                best.merge(contender.getKey(), nanos, Math::min);
            }
        }
        double ours = best.getOrDefault("heddle", Double.NaN);
        var line = new StringBuilder(String.format(Locale.ROOT, "%-13s", name));
        best.forEach((contender, nanos) ->
                line.append(String.format(Locale.ROOT, "  %s %.1f ns (%.2f)", contender, nanos, ours / nanos)));
        System.out.println(line);
    }

    private static double round(Pipe pipe, int producers, int batch, int items) throws InterruptedException {
        int each = items / producers / batch * batch;
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            threads.add(new Thread(() -> produce(pipe, each, batch)));
        }
        var tally = new Tally();
        long started = System.nanoTime();
        threads.forEach(Thread::start);
        long wanted = (long) each * producers;
        while (tally.count < wanted) {
            if (pipe.drain(tally, CAPACITY) == 0) {
                Thread.yield();
            }
        }
        long nanos = System.nanoTime() - started;
        for (Thread thread : threads) {
            thread.join();
        }
        if (tally.count != wanted || tally.sum != producers * sumTo(each)) {
            throw new IllegalStateException("wanted " + wanted + " items, got " + tally.count + ", sum " + tally.sum);
        }
        return (double) nanos / wanted;
    }

    private static long sumTo(int each) {
        long sum = 0;
        for (int i = 0; i < each; i++) {
            sum += i & 1023;
        }
        return sum;
    }

    private static final Integer[] ITEMS = new Integer[1024];

    static {
        for (int i = 0; i < ITEMS.length; i++) {
            ITEMS[i] = i;
        }
    }

    private static void produce(Pipe pipe, int each, int batch) {
        if (batch > 1) {
            produceBatches(pipe, each, batch);
            return;
        }
        for (int i = 0; i < each; i++) {
            while (!pipe.offer(ITEMS[i & 1023])) {
                Thread.yield();
            }
        }
    }

    private static void produceBatches(Pipe pipe, int each, int batch) {
        var row = new Object[batch];
        for (int i = 0; i < each; i += batch) {
            for (int k = 0; k < batch; k++) {
                row[k] = ITEMS[(i + k) & 1023];
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

    /** Counts what arrives. */
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
