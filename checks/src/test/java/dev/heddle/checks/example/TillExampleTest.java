// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.loop.MessageQueue;
import dev.heddle.runtime.loop.MessageQueueOptions;
import dev.heddle.runtime.queue.Sender;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads posting to a loop: the program that event_msgqueue was written for. */
class TillExampleTest {
    // region till
    record Order(int customer, long cents) {}

    static final class Till {
        final AtomicInteger lost = new AtomicInteger();
        private long totalCents; // owner: the loop

        void run() throws InterruptedException {
            var ready = new CompletableFuture<Sender<Order>>();
            var options = MessageQueueOptions.<Order>of("orders", 4096, order -> lost.incrementAndGet())
                    .budget(256); // the rest of a flood waits a turn: sockets and timers are never starved
            try (var till = LoopThread.start(
                    "till",
                    LoopOptions.defaults(),
                    loop -> ready.complete(
                            MessageQueue.open(loop, options, order -> totalCents += order.cents())))) { // no lock
                Sender<Order> orders = ready.join();
                var threads = IntStream.range(0, 8)
                        .mapToObj(customer -> Thread.startVirtualThread(() -> buy(orders, customer)))
                        .toList();
                for (var thread : threads) {
                    thread.join();
                }
            } // stops and joins; what was left went to the disposer
        }

        private static void buy(Sender<Order> orders, int customer) {
            for (int i = 0; i < 1000; i++) {
                switch (orders.offer(new Order(customer, 5), 1_000_000_000L)) { // waits for room, never in the kernel
                    case ACCEPTED -> {}
                    case FULL, CLOSED -> {
                        return; // still ours to drop
                    }
                }
            }
        }

        long totalCents() {
            return totalCents;
        }
    }
    // end

    @Test
    @Timeout(30)
    void everyOrderIsCountedOrReportedLost() throws Exception {
        var till = new Till();
        till.run();
        long sold = till.totalCents() / 5;
        assertThat(sold + till.lost.get()).isEqualTo(8000);
        assertThat(sold).isPositive();
    }
}
