// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.unit.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FanOutExampleTest {
    private static final int MESSAGES = 500;
    private static final List<String> TEXTS =
            IntStream.range(0, MESSAGES).mapToObj(i -> "message " + i).toList();

    @Test
    void everyConsumerGetsEveryMessageInOrderAndEveryUnitComesHome() throws InterruptedException {
        var example = new FanOutExample();
        var seen = new ArrayList<List<String>>();
        var queues = new ArrayList<MpscQueue<Unit>>();
        var threads = new ArrayList<Thread>();
        try (var heap = FanOutExample.openHeap()) {
            for (int i = 0; i < 4; i++) {
                var queue = MpscQueue.open("consumer-" + i, MESSAGES, Unit::release);
                var mine = new ArrayList<String>();
                queues.add(queue);
                seen.add(mine);
                threads.add(Thread.ofPlatform().start(() -> FanOutExample.consume(queue, mine::add)));
            }
            example.distribute(heap, queues, TEXTS.iterator());
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(seen).hasSize(4).allSatisfy(mine -> assertThat(mine).isEqualTo(TEXTS));
            assertThat(example.refused()).isZero();
            assertThat(heap.stats().inUse()).isZero();
            assertThat(heap.stats().maxUnits()).isEqualTo(2000);
        }
    }

    @Test
    void aConsumerThatIsFullRefusesAndNothingLeaks() {
        var example = new FanOutExample();
        try (var heap = FanOutExample.openHeap()) {
            var small = MpscQueue.open("small", 10, Unit::release);
            var large = MpscQueue.open("large", MESSAGES, Unit::release);

            example.distribute(heap, List.of(small, large), TEXTS.iterator());

            assertThat(example.refused()).isEqualTo(MESSAGES - 10);
            assertThat(heap.stats().inUse()).isEqualTo(MESSAGES);
            small.closeNow();
            large.closeNow();
            assertThat(heap.stats().inUse()).isZero();
        }
    }
}
