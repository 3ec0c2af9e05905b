// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.queue;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import dev.heddle.runtime.queue.BroadcastRing;
import dev.heddle.runtime.queue.FanOut;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.SpscQueue;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.LocalHeap;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.jctools.queues.SpscArrayQueue;

/**
 * Gives each message to N consumers, on one thread or two, through each contender in turn, rounds interleaved, and prints
 * the best round of each in nanoseconds per message with its ratio to the broadcast ring. Every consumer sums what it reads.
 *
 * <p>Arguments: messages per round in thousands (500), rounds (8).
 */
public final class FanOutLoad {
    private static final int CAPACITY = 1024;

    private FanOutLoad() {}

    /** One way to bring a message to N consumers; produce is one thread's, consume the consumer's thread's. */
    private interface Road extends AutoCloseable {
        boolean produce(int value);

        /** Adds what is there to the sum and answers how many were read. */
        int consume(int consumer, long[] sum);

        @Override
        default void close() {}
    }

    /** Runs all rows. */
    public static void main(String[] arguments) throws InterruptedException {
        int messages = 1000 * (arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500);
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
        Map<String, IntFunction<Road>> roads = new LinkedHashMap<>();
        roads.put("heddle broadcast", Broadcast::new);
        roads.put("heddle queues", Separate::new);
        roads.put("disruptor pollers", Pollers::new);
        roads.put("jctools + objects", n -> new Objects(n, true));
        roads.put("linked + objects", n -> new Objects(n, false));
        for (int consumers : new int[] {2, 8}) {
            for (int threads : new int[] {1, 2}) {
                row(roads, consumers, threads, messages, rounds);
            }
        }
    }

    private static void row(Map<String, IntFunction<Road>> roads, int consumers, int threads, int messages, int rounds)
            throws InterruptedException {
        var best = new LinkedHashMap<String, Double>();
        for (int round = 0; round < rounds; round++) {
            for (var entry : roads.entrySet()) {
                best.merge(entry.getKey(), round(entry.getValue(), consumers, threads, messages), Math::min);
            }
        }
        double ours = best.getOrDefault("heddle broadcast", Double.NaN);
        var line = new StringBuilder("to " + consumers + " on " + threads);
        best.forEach((name, nanos) ->
                line.append(String.format(Locale.ROOT, "  %s %.1f (%.2f)", name, nanos, ours / nanos)));
        System.out.println(line);
    }

    private static double round(IntFunction<Road> open, int consumers, int threads, int messages)
            throws InterruptedException {
        try (Road road = open.apply(consumers)) {
            List<Thread> reading = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t;
                reading.add(new Thread(() -> read(road, first, threads, consumers, messages)));
            }
            long started = System.nanoTime();
            reading.forEach(Thread::start);
            for (int i = 0; i < messages; i++) {
                while (!road.produce(i)) {
                    Thread.yield();
                }
            }
            for (Thread thread : reading) {
                thread.join();
            }
            return (double) (System.nanoTime() - started) / messages;
        }
    }

    private static void read(Road road, int first, int step, int consumers, int messages) {
        var sums = new long[consumers][1];
        long wanted = (long) messages * ((consumers - first + step - 1) / step);
        long got = 0;
        while (got < wanted) {
            int now = 0;
            for (int c = first; c < consumers; c += step) {
                now += road.consume(c, sums[c]);
            }
            if (now == 0) {
                Thread.yield();
            }
            got += now;
        }
        for (int c = first; c < consumers; c += step) {
            if (sums[c][0] != (long) messages * (messages - 1) / 2) {
                throw new IllegalStateException("consumer " + c + ": wrong sum " + sums[c][0]);
            }
        }
    }

    /** Units of one heap, allocated by the producer. */
    private abstract static class Units implements Road {
        private final UnitHeap heap = UnitHeap.open(HeapOptions.of("load", 64, 8 * CAPACITY, 64 * CAPACITY));
        private LocalHeap local;

        final Unit unit(int value) {
            if (local == null) {
                local = heap.local();
            }
            Unit unit = local.allocate();
            unit.putInt(0, value);
            return unit;
        }

        @Override
        public void close() {
            if (local != null) {
                local.close();
            }
            heap.close();
            if (!heap.awaitDrained(5_000_000_000L)) {
                throw new IllegalStateException("units held: " + heap.stats());
            }
        }
    }

    private static final class Broadcast extends Units {
        private final BroadcastRing ring;
        private Unit ready;

        Broadcast(int consumers) {
            ring = BroadcastRing.open("load", CAPACITY, consumers);
        }

        @Override
        public boolean produce(int value) {
            if (ready == null) {
                ready = unit(value);
            }
            if (ring.offer(ready) != Offer.ACCEPTED) {
                return false;
            }
            ready = null;
            return true;
        }

        @Override
        public int consume(int consumer, long[] sum) {
            return ring.reader(consumer).read(unit -> sum[0] += unit.getInt(0), CAPACITY);
        }

        @Override
        public void close() {
            ring.close();
            for (int i = 0; i < ring.readers(); i++) {
                ring.reader(i).close();
            }
            super.close();
        }
    }

    private static final class Separate extends Units {
        private final List<SpscQueue<Unit>> queues = new ArrayList<>();
        private final FanOut fanOut = FanOut.open("load", (member, why) -> {
            throw new IllegalStateException(member + " " + why);
        });

        Separate(int consumers) {
            for (int i = 0; i < consumers; i++) {
                queues.add(SpscQueue.open("load " + i, CAPACITY, Unit::release));
                fanOut.add(queues.getLast());
            }
        }

        @Override
        public boolean produce(int value) {
            for (SpscQueue<Unit> queue : queues) {
                if (queue.size() >= CAPACITY) {
                    return false;
                }
            }
            return fanOut.publish(unit(value)) == queues.size();
        }

        @Override
        public int consume(int consumer, long[] sum) {
            return queues.get(consumer)
                    .drain(
                            unit -> {
                                sum[0] += unit.getInt(0);
                                unit.release();
                            },
                            CAPACITY);
        }
    }

    /** A value in the Disruptor's ring. */
    private static final class Cell {
        int value;
    }

    private static final class Pollers implements Road {
        private final RingBuffer<Cell> ring =
                RingBuffer.createSingleProducer(Cell::new, CAPACITY, new YieldingWaitStrategy());
        private final List<EventPoller<Cell>> pollers = new ArrayList<>();

        Pollers(int consumers) {
            for (int i = 0; i < consumers; i++) {
                pollers.add(ring.newPoller());
                ring.addGatingSequences(pollers.getLast().getSequence());
            }
        }

        @Override
        public boolean produce(int value) {
            if (!ring.hasAvailableCapacity(1)) {
                return false;
            }
            long at = ring.next();
            ring.get(at).value = value;
            ring.publish(at);
            return true;
        }

        @Override
        public int consume(int consumer, long[] sum) {
            var count = new int[1];
            try {
                pollers.get(consumer).poll((cell, sequence, last) -> {
                    sum[0] += cell.value;
                    count[0]++;
                    return true;
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return count[0];
        }
    }

    /** A fresh object per message in N queues: the collector counts. */
    private static final class Objects implements Road {
        private record Message(int value) {}

        private final List<Queue<Message>> queues = new ArrayList<>();

        Objects(int consumers, boolean rings) {
            for (int i = 0; i < consumers; i++) {
                queues.add(rings ? new SpscArrayQueue<>(CAPACITY) : new ConcurrentLinkedQueue<>());
            }
        }

        @Override
        public boolean produce(int value) {
            var message = new Message(value);
            for (Queue<Message> queue : queues) {
                while (!queue.offer(message)) {
                    Thread.yield();
                }
            }
            return true;
        }

        @Override
        public int consume(int consumer, long[] sum) {
            int count = 0;
            Message message;
            while (count < CAPACITY && (message = queues.get(consumer).poll()) != null) {
                sum[0] += message.value;
                count++;
            }
            return count;
        }
    }
}
