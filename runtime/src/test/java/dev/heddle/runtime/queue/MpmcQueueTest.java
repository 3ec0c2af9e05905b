// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MpmcQueueTest extends SharedQueueContract<MpmcQueue<Integer>> {
    @Override
    MpmcQueue<Integer> open(String label, int capacity, Consumer<? super Integer> disposer) {
        return MpmcQueue.open(label, capacity, disposer);
    }

    @Override
    QueueStats stats(MpmcQueue<Integer> queue) {
        return queue.stats();
    }

    @Override
    void close(MpmcQueue<Integer> queue) {
        queue.close();
    }

    @Override
    void closeNow(MpmcQueue<Integer> queue) {
        queue.closeNow();
    }

    @Test
    void takeWaitsForAnItemAndTellsWhyThereIsNone() throws Exception {
        var queue = open(4);
        assertThat(queue.take(0)).isNull();
        assertThat(queue.take(1_000_000)).isNull();
        assertThat(queue.isFinished()).isFalse();
        var got = new CompletableFuture<Integer>();
        var taker = Thread.ofPlatform().start(() -> got.complete(queue.take(LONG_NANOS)));
        awaitWaiting(taker);
        fill(queue, 5, 6);
        assertThat(got.get(20, TimeUnit.SECONDS)).isEqualTo(5);
        queue.close();
        assertThat(queue.take(LONG_NANOS)).isNull();
        assertThat(queue.isFinished()).isTrue();
    }

    @Test
    void anInterruptedTakeAnswersNullAndTheFlagIsSetAgain() throws Exception {
        var queue = open(4);
        var flag = new CompletableFuture<Boolean>();
        var taker = Thread.ofPlatform().start(() -> {
            var item = queue.take(LONG_NANOS);
            flag.complete(item == null && Thread.currentThread().isInterrupted());
        });
        awaitWaiting(taker);
        taker.interrupt();
        assertThat(flag.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void oneOfferWakesOneOfSeveralAndTheCloseWakesTheRest() throws Exception {
        var queue = open(4);
        var answers = new LinkedBlockingQueue<Integer>();
        var takers = new ArrayList<Thread>();
        for (int i = 0; i < 3; i++) {
            takers.add(Thread.ofPlatform().start(() -> {
                var item = queue.take(LONG_NANOS);
                answers.add(item == null ? -1 : item);
            }));
        }
        for (Thread taker : takers) {
            awaitWaiting(taker);
        }
        fill(queue, 7, 8);
        assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(queue.stats().wakeups()).isEqualTo(1);
        queue.close();
        for (Thread taker : takers) {
            taker.join();
        }
        assertThat(answers).containsExactly(-1, -1);
    }

    @Test
    void acquireTakesUpToItsMaximumInOneStep() {
        var queue = open(8);
        fill(queue, 0, 6);
        var into = new Integer[8];
        assertThat(queue.acquire(into, 2, 4)).isEqualTo(4);
        assertThat(into).containsExactly(null, null, 0, 1, 2, 3, null, null);
        assertThat(queue.acquire(into, 0, 8)).isEqualTo(2);
        assertThat(queue.acquire(into, 0, 8)).isZero();
        assertThat(queue.acquire(into, 0, 0)).isZero();
        assertThatThrownBy(() -> queue.acquire(into, 1, 8)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void acquireIntoTheWrongKindOfArrayLosesNothing() {
        var queue = MpmcQueue.<Object>open("objects", 4, item -> {});
        assertThat(queue.offer("text")).isEqualTo(Offer.ACCEPTED);
        Object[] wrong = new Integer[1];
        assertThatThrownBy(() -> queue.acquire(wrong, 0, 1)).isInstanceOf(ArrayStoreException.class);
        assertThat(queue.poll()).isEqualTo("text");
    }

    @Test
    void dropOldestMakesRoomAtTheFrontAndTheDisposerIsTold() {
        var queue = MpmcQueue.<Integer>open("news", 3, disposed::add, WhenFull.DROP_OLDEST);
        fill(queue, 0, 5);
        assertThat(queue.offerBatch(new Integer[] {5, 6}, 0, 2)).isEqualTo(2);
        assertThat(disposed).containsExactly(0, 1, 2, 3);
        assertThat(all(queue)).containsExactly(4, 5, 6);
        assertThat(queue.stats().dropped()).isEqualTo(4);
        assertThat(queue.stats().accepted()).isEqualTo(7);
        queue.close();
        assertThat(queue.offer(9)).isEqualTo(Offer.CLOSED);
    }

    @Test
    void dropNewestTakesTheItemOverAndDisposesOfIt() {
        var queue = MpmcQueue.<Integer>open("news", 2, disposed::add, WhenFull.DROP_NEWEST);
        fill(queue, 0, 4);
        assertThat(disposed).containsExactly(2, 3);
        assertThat(all(queue)).containsExactly(0, 1);
        assertThat(queue.stats().dropped()).isEqualTo(2);
    }

    @Test
    void coalesceReplacesTheWaitingItemOfTheSameKeyInItsPlace() {
        var queue = MpmcQueue.<Integer>coalescing("state", 3, disposed::add, item -> item % 10);
        fill(queue, 1, 4);
        assertThat(queue.offer(12)).isEqualTo(Offer.ACCEPTED);
        assertThat(queue.offer(5)).isEqualTo(Offer.FULL);
        assertThat(queue.offerBatch(new Integer[] {23, 6, 11}, 0, 3)).isEqualTo(1);
        assertThat(disposed).containsExactly(2, 3);
        assertThat(queue.cycle(31)).isEqualTo(1);
        assertThat(queue.cycle(33)).isEqualTo(12);
        assertThat(all(queue)).containsExactly(33, 31);
        assertThat(disposed).containsExactly(2, 3, 23);
        assertThat(queue.stats().refused()).isEqualTo(3);
    }

    @Test
    void coalesceWantsAKeyAndNothingElseDoes() {
        assertThatThrownBy(() -> MpmcQueue.<Integer>open("state", 3, disposed::add, WhenFull.COALESCE))
                .hasMessageContaining("state")
                .hasMessageContaining("without a key");
    }

    @Test
    void severalProducersAndConsumersLoseAndRepeatNothing() throws Exception {
        var queue = open(16);
        int each = 20_000;
        var got = new ConcurrentHashMap<Integer, Integer>();
        var threads = new ArrayList<Thread>();
        for (int p = 0; p < 3; p++) {
            int base = p * each;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    assertThat(queue.offer(base + i, LONG_NANOS)).isEqualTo(Offer.ACCEPTED);
                }
            }));
        }
        var takers = new ArrayList<Thread>();
        for (int c = 0; c < 3; c++) {
            takers.add(Thread.ofPlatform().start(() -> {
                Integer item;
                while ((item = queue.take(LONG_NANOS)) != null) {
                    got.merge(item, 1, Integer::sum);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        queue.close();
        for (Thread taker : takers) {
            taker.join();
        }
        assertThat(got).hasSize(3 * each).doesNotContainValue(2);
        assertThat(queue.stats().accepted()).isEqualTo(3L * each);
        assertThat(queue.stats().refused()).isZero();
    }
}
