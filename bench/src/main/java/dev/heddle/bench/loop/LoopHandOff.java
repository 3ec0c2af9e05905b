// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.loop;

import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.loop.MessageQueue;
import dev.heddle.runtime.loop.MessageQueueOptions;
import dev.heddle.runtime.queue.Offer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// `LoopHandOff [C_DIRECTORY]`: messages to a loop from 1, 2 and 4 threads, nanoseconds each, and the latency
/// of one.
///
/// Ours on epoll and NIO, Netty's epoll `execute`, and, when the programs of `src/main/c` lie in C_DIRECTORY,
/// libev, libevent and a byte per message through a socket pair. Runs in turns, five rounds, the best of each.
/// Every run counts what arrived and fails when it is not everything.
public final class LoopHandOff {
    private static final int ROUNDS = 5;
    private static final int MESSAGES = 2_000_000;
    private static final int SAMPLES = 5_000;
    private static final long PAUSE_NANOS = 20_000;

    /// A peer: something that takes messages to one thread.
    private interface Target extends AutoCloseable {
        void send(Long message);

        @Override
        void close();
    }

    /// Makes a target that hands each message to the consumer on its loop.
    private interface Maker {
        Target make(Consumer<Long> onMessage);
    }

    private LoopHandOff() {}

    /// Measures and prints a table.
    public static void main(String[] args) throws Exception {
        var makers = new TreeMap<String, Maker>(Map.of(
                "ours epoll", onMessage -> ours(Backend.EPOLL, onMessage),
                "ours nio", onMessage -> ours(Backend.NIO, onMessage),
                "netty epoll", LoopHandOff::netty));
        var best = new TreeMap<String, Double>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int producers : new int[] {1, 2, 4}) {
                for (var maker : makers.entrySet()) {
                    double nanos = throughput(maker.getValue(), producers);
                    best.merge(producers + " producers  " + maker.getKey(), nanos, Math::min);
                }
            }
        }
        best.forEach((name, nanos) -> System.out.printf("%-32s %8.1f ns/message%n", name, nanos));
        for (var maker : makers.entrySet()) {
            long[] samples = latency(maker.getValue());
            System.out.printf(
                    "one way  %-23s p50 %d p99 %d ns%n",
                    maker.getKey(), samples[SAMPLES / 2], samples[SAMPLES * 99 / 100]);
        }
        if (args.length > 0) {
            peersInC(Path.of(args[0]));
        }
    }

    private static Target ours(Backend backend, Consumer<Long> onMessage) {
        var queue = new CompletableFuture<MessageQueue<Long>>();
        var thread = LoopThread.start("ours", LoopOptions.defaults().backend(backend), loop -> {
            queue.complete(MessageQueue.open(
                    loop,
                    MessageQueueOptions.<Long>of("messages", 65_536, lost -> {}).budget(4096),
                    onMessage));
        });
        var open = queue.join();
        return new Target() {
            @Override
            public void send(Long message) {
                while (open.offer(message) != Offer.ACCEPTED) {
                    Thread.yield();
                }
            }

            @Override
            public void close() {
                thread.close();
            }
        };
    }

    private static Target netty(Consumer<Long> onMessage) {
        var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        var loop = group.next();
        return new Target() {
            @Override
            public void send(Long message) {
                loop.execute(() -> onMessage.accept(message));
            }

            @Override
            public void close() {
                group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
            }
        };
    }

    private static double throughput(Maker maker, int producers) throws InterruptedException {
        int each = MESSAGES / producers;
        var all = new CountDownLatch(1);
        var seen = new int[1];
        try (var target = maker.make(message -> {
            if (++seen[0] == each * producers) {
                all.countDown();
            }
        })) {
            Long message = 1L;
            var threads = new ArrayList<Thread>();
            long began = System.nanoTime();
            for (int i = 0; i < producers; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int k = 0; k < each; k++) {
                        target.send(message);
                    }
                }));
            }
            all.await();
            long took = System.nanoTime() - began;
            for (var thread : threads) {
                thread.join();
            }
            return (double) took / (each * producers);
        }
    }

    private static long[] latency(Maker maker) throws InterruptedException {
        var samples = new long[SAMPLES];
        var answered = new AtomicInteger();
        try (var target = maker.make(sent -> samples[answered.getAndIncrement()] = System.nanoTime() - sent)) {
            for (int i = 0; i < SAMPLES; i++) {
                target.send(System.nanoTime());
                while (answered.get() <= i) {
                    Thread.yield();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        Arrays.sort(samples);
        return samples;
    }

    private static void peersInC(Path directory) throws Exception {
        var programs = Map.of("ev", "handoff-ev", "socketpair", "handoff-ev", "event", "handoff-event");
        for (var program : new TreeMap<>(programs).entrySet()) {
            var path = directory.resolve(program.getValue());
            if (!Files.isExecutable(path)) {
                System.out.println("NOT RUN: no " + path + "; build it with bench/src/main/c/build.sh");
                continue;
            }
            for (String producers : List.of("1", "2", "4", "latency")) {
                String count =
                        producers.equals("latency") ? "5000" : program.getKey().equals("ev") ? "1000000" : "300000";
                new ProcessBuilder(path.toString(), program.getKey(), producers, count)
                        .inheritIO()
                        .start()
                        .waitFor();
            }
        }
    }
}
