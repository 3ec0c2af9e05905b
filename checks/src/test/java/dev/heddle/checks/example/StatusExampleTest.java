// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class StatusExampleTest {
    @Test
    void theSignalShowsEveryPieceUnderItsLabel() throws Exception {
        var shown = new ArrayList<String>();
        try (var heap = UnitHeap.open(HeapOptions.of("messages", 132, 20, 2000).doubling());
                var loop = Loop.open("main", LoopOptions.defaults());
                var inbox = MpscQueue.open("inbox", 64, Unit::release)) {
            var report = StatusExample.report(loop, heap, inbox, shown::add);
            var pid = Long.toString(ProcessHandle.current().pid());
            assertThat(new ProcessBuilder("kill", "-USR1", pid).start().waitFor())
                    .isZero();
            while (shown.isEmpty()) {
                loop.turn(10_000_000);
            }

            assertThat(shown.getFirst())
                    .startsWith("status of example at ")
                    .containsPattern("(?m)^heaps +maximum +options +chunk ")
                    .containsPattern("(?m)^messages +2000 +E +20 +20 +1 +0 ")
                    .containsPattern("(?m)^queues +capacity ")
                    .containsPattern("(?m)^inbox +64 ")
                    .containsPattern("(?m)^main +");
            assertThat(report.json())
                    .startsWith("{\"report\":\"example\"")
                    .contains("\"label\":\"messages\",\"maximum\":2000");
        }
    }
}
