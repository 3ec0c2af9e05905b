// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The count under real threads; the exhaustive form is the stress test of the bench module.
@Timeout(60)
class SessionRaceTest {
    private static final int ROUNDS = Integer.getInteger("heddle.race.rounds", 2_000);

    @Test
    void closeRetainRaceUnderPreemptionEverySessionClosesExactlyOnceAndNoneComesBack() throws Exception {
        try (var loop = Loop.open("race", LoopOptions.defaults());
                var heap = UnitHeap.open(HeapOptions.of("race", 16, 4, 64));
                var graph = GraphPlan.bottom("wire", () -> new Wire(Service.STREAM))
                        .layer("top", () -> new Top(Service.STREAM), "wire")
                        .build(loop)) {
            var wire = (Wire) graph.layer("wire");
            var top = (Top) graph.layer("top");
            var mine = new SessionRef[1];
            var late = new AtomicInteger();
            var barrier = new CyclicBarrier(2);
            var other = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    await(barrier);
                    var handle = Objects.requireNonNull(mine[0]);
                    var copy = handle.duplicate();
                    handle.close();
                    if ((i & 1) == 0) {
                        Thread.onSpinWait();
                    }
                    copy.close();
                    await(barrier);
                }
            });
            for (int i = 0; i < ROUNDS; i++) {
                mine[0] = Objects.requireNonNull(top.lower()
                        .open(top, Participants.to(new Wire.Name("r" + i)))
                        .take());
                var end = wire.ends.getLast();
                await(barrier);
                // The loop looks for the session and pops into it while the other thread lets go of it.
                var found = end.session().find();
                if (found == null) {
                    late.incrementAndGet();
                } else {
                    found.close();
                }
                var message = Texts.unit(heap, "m");
                if (!end.session().pop(message, 0, 1)) {
                    message.release();
                }
                await(barrier);
                loop.turn(0);
                assertThat(end.closedCount).as("round " + i).isEqualTo(1);
                assertThat(end.session().find()).isNull();
            }
            other.join();
            assertThat(graph.sessionCount()).isZero();
            assertThat(graph.misuses()).isZero();
            assertThat(heap.stats().inUse()).isZero();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
