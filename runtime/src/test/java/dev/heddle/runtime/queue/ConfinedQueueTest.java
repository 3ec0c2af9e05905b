// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ConfinedQueueTest extends QueueContract<ConfinedQueue<Integer>> {
    @Override
    ConfinedQueue<Integer> open(String label, int capacity, Consumer<? super Integer> disposer) {
        return ConfinedQueue.open(label, capacity, disposer, WhenFull.REFUSE);
    }

    @Override
    QueueStats stats(ConfinedQueue<Integer> queue) {
        return queue.stats();
    }

    @Override
    void close(ConfinedQueue<Integer> queue) {
        queue.close();
    }

    @Override
    void closeNow(ConfinedQueue<Integer> queue) {
        queue.closeNow();
    }

    @Test
    void policiesAreThoseOfTheSharedQueue() {
        var oldest = ConfinedQueue.<Integer>open("news", 2, disposed::add, WhenFull.DROP_OLDEST);
        fill2(oldest, 0, 3);
        var newest = ConfinedQueue.<Integer>open("news", 2, disposed::add, WhenFull.DROP_NEWEST);
        fill2(newest, 10, 13);
        var keyed = ConfinedQueue.<Integer>coalescing("state", 2, disposed::add, item -> item % 10);
        fill2(keyed, 20, 22);
        assertThat(keyed.offer(30)).isEqualTo(Offer.ACCEPTED);
        assertThat(disposed).containsExactly(0, 12, 20);
        assertThat(all(oldest)).containsExactly(1, 2);
        assertThat(all(newest)).containsExactly(10, 11);
        assertThat(keyed.peek()).isEqualTo(30);
        assertThat(all(keyed)).containsExactly(30, 21);
        assertThat(keyed.peek()).isNull();
    }

    private static void fill2(ConfinedQueue<Integer> queue, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(queue.offer(i)).isEqualTo(Offer.ACCEPTED);
        }
    }

    @Test
    void aCoalescingQueueNeverHoldsAKeyTwiceAndKeepsTheNewestOfEach() {
        for (long seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var queue = ConfinedQueue.<Integer>coalescing("seed " + seed, 7, item -> {}, item -> item % 11);
            var model = new LinkedHashMap<Integer, Integer>();
            for (int step = 0; step < 500; step++) {
                if (random.nextInt(3) == 0) {
                    var first = model.pollFirstEntry();
                    assertThat(queue.poll()).isEqualTo(first == null ? null : first.getValue());
                } else {
                    int item = random.nextInt(10_000);
                    boolean room = model.containsKey(item % 11) || model.size() < 7;
                    assertThat(queue.offer(item)).isEqualTo(room ? Offer.ACCEPTED : Offer.FULL);
                    if (room) {
                        model.put(item % 11, item);
                    }
                }
            }
            assertThat(all(queue)).as("seed " + seed).isEqualTo(List.copyOf(model.values()));
        }
    }
}
