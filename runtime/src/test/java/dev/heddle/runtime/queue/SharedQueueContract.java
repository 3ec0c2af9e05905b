// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a queue between threads promises beyond {@link QueueContract}. */
abstract class SharedQueueContract<Q extends Sender<Integer> & Receiver<Integer> & AutoCloseable>
        extends QueueContract<Q> {
    @Test
    void aWaitingConsumerIsWokenByTheNextOffer() throws Exception {
        Q queue = open(4);
        var outcome = new CompletableFuture<Wait>();
        var consumer = Thread.ofPlatform().start(() -> outcome.complete(queue.await(LONG_NANOS)));
        awaitWaiting(consumer);
        assertThat(queue.offer(1)).isEqualTo(Offer.ACCEPTED);
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(Wait.READY);
        consumer.join();
        assertThat(queue.poll()).isEqualTo(1);
        assertThat(stats(queue).consumerWaits()).isEqualTo(1);
        assertThat(stats(queue).wakeups()).isEqualTo(1);
    }

    @Test
    void aWaitingConsumerIsWokenByTheClose() throws Exception {
        Q queue = open(4);
        var outcome = new CompletableFuture<Wait>();
        var consumer = Thread.ofVirtual().start(() -> outcome.complete(queue.await(LONG_NANOS)));
        awaitWaiting(consumer);
        close(queue);
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(Wait.CLOSED);
    }

    @Test
    void anInterruptEndsTheWaitOfTheConsumerAndTheFlagIsSetAgain() throws Exception {
        Q queue = open(4);
        var outcome = new CompletableFuture<List<Object>>();
        var consumer = Thread.ofPlatform().start(() -> {
            var wait = queue.await(LONG_NANOS);
            outcome.complete(List.of(wait, Thread.currentThread().isInterrupted()));
        });
        awaitWaiting(consumer);
        consumer.interrupt();
        assertThat(outcome.get(20, TimeUnit.SECONDS)).containsExactly(Wait.INTERRUPTED, true);
    }

    @Test
    void anInterruptedConsumerStillGetsWhatIsThere() {
        Q queue = open(4);
        fill(queue, 0, 1);
        Thread.currentThread().interrupt();
        try {
            assertThat(queue.await(LONG_NANOS)).isEqualTo(Wait.READY);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void waitsEndWhenTheirTimeIsOver() {
        Q queue = open(1);
        assertThat(queue.await(1_000_000)).isEqualTo(Wait.TIMED_OUT);
        assertThat(queue.await(Long.MIN_VALUE)).isEqualTo(Wait.TIMED_OUT);
        fill(queue, 0, 1);
        assertThat(queue.offer(1, 1_000_000)).isEqualTo(Offer.FULL);
        assertThat(queue.offer(1, Long.MIN_VALUE)).isEqualTo(Offer.FULL);
        assertThat(all(queue)).containsExactly(0);
        assertThat(stats(queue).producerWaits()).isEqualTo(1);
    }

    @Test
    void aProducerWaitingForRoomGoesOnWhenThereIsSome() throws Exception {
        Q queue = open(1);
        fill(queue, 0, 1);
        var outcome = new CompletableFuture<Offer>();
        var producer = Thread.ofPlatform().start(() -> outcome.complete(queue.offer(1, Long.MAX_VALUE)));
        awaitWaiting(producer);
        assertThat(queue.poll()).isZero();
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(Offer.ACCEPTED);
        assertThat(queue.poll()).isEqualTo(1);
    }

    @Test
    void aProducerWaitingForRoomIsToldOfTheClose() throws Exception {
        Q queue = open(1);
        fill(queue, 0, 1);
        var outcome = new CompletableFuture<Offer>();
        var producer = Thread.ofPlatform().start(() -> outcome.complete(queue.offer(1, LONG_NANOS)));
        awaitWaiting(producer);
        close(queue);
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(Offer.CLOSED);
    }

    @Test
    void anInterruptEndsTheWaitForRoomAndTheFlagIsSetAgain() throws Exception {
        Q queue = open(1);
        fill(queue, 0, 1);
        var outcome = new CompletableFuture<List<Object>>();
        var producer = Thread.ofPlatform().start(() -> {
            var offer = queue.offer(1, LONG_NANOS);
            outcome.complete(List.of(offer, Thread.currentThread().isInterrupted()));
        });
        awaitWaiting(producer);
        producer.interrupt();
        assertThat(outcome.get(20, TimeUnit.SECONDS)).containsExactly(Offer.FULL, true);
        assertThat(all(queue)).containsExactly(0);
    }

    @Test
    void whatRacesTheCloseIsDeliveredDisposedOrStaysWithItsOwnerAndNeverTwo() throws Exception {
        for (int round = 0; round < 100; round++) {
            var counted = new AtomicInteger();
            Q queue = open("race", 4, item -> counted.incrementAndGet());
            var kept = new AtomicInteger();
            var producer = Thread.ofPlatform().start(() -> {
                Offer outcome;
                do {
                    outcome = queue.offer(1);
                    if (outcome == Offer.ACCEPTED) {
                        kept.incrementAndGet();
                    }
                } while (outcome != Offer.CLOSED);
            });
            int taken = 0;
            while (taken < round % 7) {
                taken += queue.drain(item -> {}, 2);
            }
            closeNow(queue);
            producer.join();
            assertThat(taken + counted.get()).as("round " + round).isEqualTo(kept.get());
            assertThat(queue.poll()).isNull();
        }
    }

    /** Until the thread has gone to sleep in the queue. */
    static void awaitWaiting(Thread thread) {
        var since = System.nanoTime();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime() - since).isLessThan(LONG_NANOS);
            Thread.onSpinWait();
            Thread.yield();
        }
    }
}
