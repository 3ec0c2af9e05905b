// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PageServerExampleTest {
    @Test
    void everyConnectionGetsItsBodyInOrderAndNothingIsHeld() {
        var heap = UnitHeap.open(HeapOptions.of("pages", 128, 64, 4096).doubling());
        try (var loop = Loop.open("front", LoopOptions.defaults());
                var workers = PageServerExample.workers(heap)) {
            var server = new PageServerExample(loop, workers);
            for (int i = 0; i < 40; i++) {
                server.onRequest(i % 8, new PageServerExample.Page("/p" + i));
            }
            while (server.sent.stream()
                            .filter(line -> line.endsWith("end of body"))
                            .count()
                    < 40) {
                loop.turn(10_000_000);
            }
            assertThat(server.sent).hasSize(40 * 11).noneMatch(line -> line.contains("aborted"));
            for (int connection = 0; connection < 8; connection++) {
                String prefix = connection + " ";
                var mine = server.sent.stream()
                        .filter(line -> line.startsWith(prefix))
                        .toList();
                for (int i = 0; i < mine.size(); i++) {
                    assertThat(mine.get(i).endsWith("end of body")).isEqualTo(i % 11 == 10);
                }
            }
            workers.close();
            server.onRequest(1, new PageServerExample.Page("/late"));
            assertThat(server.sent).last().isEqualTo("1 503 stopping");
        }
        heap.close();
        assertThat(heap.awaitDrained(10_000_000_000L)).isTrue();
    }
}
