// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.request;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import dev.heddle.runtime.worker.Exchange;
import dev.heddle.runtime.worker.ExchangeListener;
import dev.heddle.runtime.worker.ExchangePort;
import dev.heddle.runtime.worker.WorkerGroup;
import dev.heddle.runtime.worker.WorkerOptions;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.MpscBlockingConsumerArrayQueue;

/// Round trips between a caller and one worker, with 1 and with 64 outstanding: Heddle's workers beside a lock
/// with conditions, parking, virtual threads and JCTools' blocking queue.
///
/// `WorkerRoundTrip [ROUNDS]`: the peers take turns; the best of the rounds counts. Prints the median, the
/// 99th percentile and
/// the time per exchange in nanoseconds, and the bytes that the calling thread allocated per exchange.
public final class WorkerRoundTrip {
    private static final int TRIPS = 200_000;
    private static final String[] NAMES = {"heddle", "condition", "park", "virtual", "jctools"};

    private WorkerRoundTrip() {}

    /// Takes the number of rounds; 3 without.
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        for (int outstanding : new int[] {1, 64}) {
            long[][] best = new long[NAMES.length][];
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < NAMES.length; i++) {
                    long[] figures = run(NAMES[i], outstanding);
                    if (best[i] == null || figures[2] < best[i][2]) {
                        best[i] = figures;
                    }
                }
            }
            for (int i = 0; i < NAMES.length; i++) {
                System.out.printf(
                        "%-10s outstanding %2d: p50 %6d  p99 %7d  per exchange %6d ns  %d B%n",
                        NAMES[i], outstanding, best[i][0], best[i][1], best[i][2], best[i][3]);
            }
        }
    }

    private static long[] run(String name, int outstanding) throws Exception {
        return switch (name) {
            case "heddle" -> heddle(outstanding);
            case "virtual" -> virtual(outstanding);
            case "condition" -> pair(outstanding, new LockPipe(), new LockPipe());
            case "park" -> pair(outstanding, new ParkPipe(), new ParkPipe());
            default -> pair(outstanding, new JctoolsPipe(), new JctoolsPipe());
        };
    }

    private static long[] figures(long[] times, long totalNanos, long bytes) {
        Arrays.sort(times);
        return new long[] {
            times[times.length / 2], times[(int) (times.length * 0.99)], totalNanos / times.length, bytes / times.length
        };
    }

    private static long allocated() {
        var bean = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        return bean.getCurrentThreadAllocatedBytes();
    }

    private static final class Sender implements ExchangeListener<long[]> {
        private final ExchangePort<long[]> port;
        private final long[] times = new long[TRIPS];
        private int sent;
        private int ended;

        Sender(ExchangePort<long[]> port) {
            this.port = port;
        }

        void send(Exchange<long[]> exchange) {
            sent++;
            exchange.request()[0] = System.nanoTime();
            if (port.offer(exchange) != Offer.ACCEPTED) {
                throw new IllegalStateException("refused");
            }
        }

        @Override
        public boolean onPart(Exchange<long[]> exchange, Unit part) {
            part.release();
            return true;
        }

        @Override
        public void onDone(Exchange<long[]> exchange) {
            times[ended++] = System.nanoTime() - exchange.request()[0];
            if (sent < TRIPS) {
                send(exchange.reset(exchange.sessionKey(), exchange.request()));
            }
        }

        @Override
        public void onFailed(Exchange<long[]> exchange, Throwable why) {
            throw new IllegalStateException(why);
        }
    }

    private static long[] heddle(int outstanding) {
        var heap = UnitHeap.open(HeapOptions.of("bench", 64, 16, 1024));
        try (var loop = Loop.open("bench", LoopOptions.defaults());
                var group = WorkerGroup.<long[]>start(
                        WorkerOptions.of("bench", 1, 128, heap), () -> (request, body, reply) -> reply.done())) {
            var sender = new Sender(group.port(loop));
            long from = System.nanoTime();
            long bytes = allocated();
            for (int i = 0; i < outstanding; i++) {
                sender.send(Exchange.of(i, new long[1], sender));
            }
            while (sender.ended < TRIPS) {
                loop.turn(Long.MAX_VALUE);
            }
            return figures(sender.times, System.nanoTime() - from, allocated() - bytes);
        } finally {
            heap.close();
        }
    }

    private static long[] virtual(int outstanding) throws Exception {
        var back = new ArrayBlockingQueue<long[]>(128);
        long[] times = new long[TRIPS];
        long from = System.nanoTime();
        long bytes = allocated();
        int sent = 0;
        for (; sent < outstanding; sent++) {
            startVirtual(new long[1], back);
        }
        for (int i = 0; i < TRIPS; i++) {
            long[] ended = back.take();
            times[i] = System.nanoTime() - ended[0];
            if (sent++ < TRIPS) {
                startVirtual(ended, back);
            }
        }
        return figures(times, System.nanoTime() - from, allocated() - bytes);
    }

    private static void startVirtual(long[] request, ArrayBlockingQueue<long[]> back) {
        request[0] = System.nanoTime();
        Thread.startVirtualThread(() -> back.add(request));
    }

    private interface Pipe {
        void put(long[] item);

        long[] take() throws InterruptedException;
    }

    private static long[] pair(int outstanding, Pipe there, Pipe back) throws Exception {
        var worker = new Thread(() -> {
            try {
                for (long[] item = there.take(); item.length > 0; item = there.take()) {
                    back.put(item);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        worker.start();
        long[] times = new long[TRIPS];
        long from = System.nanoTime();
        long bytes = allocated();
        int sent = 0;
        for (; sent < outstanding; sent++) {
            there.put(new long[] {System.nanoTime()});
        }
        for (int i = 0; i < TRIPS; i++) {
            long[] item = back.take();
            times[i] = System.nanoTime() - item[0];
            if (sent++ < TRIPS) {
                item[0] = System.nanoTime();
                there.put(item);
            }
        }
        long[] result = figures(times, System.nanoTime() - from, allocated() - bytes);
        there.put(new long[0]);
        worker.join();
        return result;
    }

    private static final class LockPipe implements Pipe {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition some = lock.newCondition();
        private final ArrayDeque<long[]> items = new ArrayDeque<>();

        @Override
        public void put(long[] item) {
            lock.lock();
            try {
                items.add(item);
                some.signal();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public long[] take() throws InterruptedException {
            lock.lock();
            try {
                while (items.isEmpty()) {
                    some.await();
                }
                return items.remove();
            } finally {
                lock.unlock();
            }
        }
    }

    private static final class ParkPipe implements Pipe {
        private final LinkedBlockingQueue<long[]> items = new LinkedBlockingQueue<>();
        private volatile Thread taker;

        @Override
        public void put(long[] item) {
            items.add(item);
            LockSupport.unpark(taker);
        }

        @Override
        public long[] take() {
            long[] item;
            while ((item = items.poll()) == null) {
                taker = Thread.currentThread();
                if (items.isEmpty()) {
                    LockSupport.park(this);
                }
            }
            return item;
        }
    }

    private static final class JctoolsPipe implements Pipe {
        private final MpscBlockingConsumerArrayQueue<long[]> items = new MpscBlockingConsumerArrayQueue<>(128);

        @Override
        public void put(long[] item) {
            if (!items.offer(item)) {
                throw new IllegalStateException("full");
            }
        }

        @Override
        public long[] take() throws InterruptedException {
            return items.take();
        }
    }
}
