// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FanOutTest {
    private final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("messages", 64, 20, 2000).doubling().checked(true));
    private final List<String> refusals = new ArrayList<>();
    private final FanOut fanOut = FanOut.open("consumers", (member, why) -> refusals.add(member + " " + why));

    private MpscQueue<Unit> member(String label, int capacity) {
        var queue = MpscQueue.<Unit>open(label, capacity, Unit::release);
        assertThat(fanOut.add(queue)).isTrue();
        return queue;
    }

    private Unit message(int number) {
        Unit unit = heap.allocate();
        unit.putInt(0, number);
        return unit;
    }

    @AfterEach
    void nothingIsHeld() {
        heap.close();
        assertThat(heap.awaitDrained(20_000_000_000L)).isTrue();
    }

    @Test
    void everyMemberGetsTheUnitAndItGoesHomeAfterTheLastRelease() {
        var queues = List.of(member("a", 4), member("b", 4), member("c", 4));
        assertThat(fanOut.publish(message(7))).isEqualTo(3);
        assertThat(heap.stats().inUse()).isEqualTo(1);
        for (var queue : queues) {
            assertThat(heap.stats().inUse()).isEqualTo(1);
            Unit unit = queue.poll();
            assertThat(unit).isNotNull();
            assertThat(unit.getInt(0)).isEqualTo(7);
            unit.release();
        }
        assertThat(heap.stats().inUse()).isZero();
    }

    @Test
    void eachRefusalIsReleasedAndTold() {
        var full = member("full", 1);
        var open = member("open", 4);
        var closed = member("closed", 4);
        closed.close();
        assertThat(fanOut.publish(message(1))).isEqualTo(2);
        assertThat(fanOut.publish(message(2))).isEqualTo(1);
        assertThat(refusals).containsExactly("closed 0/4 closed CLOSED", "full 1/1 FULL", "closed 0/4 closed CLOSED");
        full.closeNow();
        open.closeNow();
        assertThat(heap.stats().inUse()).isZero();
    }

    @Test
    void withoutMembersTheUnitGoesStraightHome() {
        assertThat(fanOut.publish(message(1))).isZero();
        assertThat(heap.stats().inUse()).isZero();
    }

    @Test
    void aMemberIsAddedAndRemovedOnce() {
        var queue = member("a", 4);
        assertThat(fanOut.add(queue)).isFalse();
        assertThat(fanOut.size()).isEqualTo(1);
        assertThat(fanOut.remove(queue)).isTrue();
        assertThat(fanOut.remove(queue)).isFalse();
        assertThat(fanOut.publish(message(1))).isZero();
        assertThat(fanOut).hasToString("consumers to 0");
    }

    @Test
    void aMemberThatThrowsCountsAsRefusalAndTheOthersStillGetTheUnit() {
        fanOut.add(new Sender<>() {
            @Override
            public Offer offer(Unit item) {
                throw new IllegalStateException("broken member");
            }

            @Override
            public Offer offer(Unit item, long timeoutNanos) {
                return offer(item);
            }

            @Override
            public Offer give(Unit item) {
                return offer(item);
            }

            @Override
            public int offerBatch(Unit[] items, int from, int count) {
                return 0;
            }
        });
        var good = member("good", 4);
        assertThatThrownBy(() -> fanOut.publish(message(1))).hasMessage("broken member");
        assertThat(good.size()).isEqualTo(1);
        assertThat(refusals).hasSize(1);
        good.closeNow();
    }

    @Test
    void aRefusalCallbackThatThrowsLeavesNothingHeld() {
        var picky = FanOut.open("picky", (member, why) -> {
            throw new IllegalStateException("callback " + why);
        });
        var full = MpscQueue.<Unit>open("full", 1, Unit::release);
        var good = MpscQueue.<Unit>open("good", 4, Unit::release);
        picky.add(full);
        picky.add(good);
        picky.publish(message(1));
        assertThatThrownBy(() -> picky.publish(message(2))).hasMessage("callback FULL");
        assertThat(good.size()).isEqualTo(2);
        full.closeNow();
        good.closeNow();
    }

    @Test
    void membersThatComeGoAndCloseDuringPublicationsLeakNothing() throws Exception {
        var accepted = new AtomicInteger();
        var taken = new AtomicInteger();
        var churn = FanOut.open("churn", (member, why) -> {});
        var publisher = Thread.ofPlatform().start(() -> {
            try (var local = heap.local()) {
                for (int i = 0; i < 5_000; i++) {
                    accepted.addAndGet(churn.publish(local.allocate()));
                }
            }
        });
        while (publisher.isAlive()) {
            var queue = MpscQueue.<Unit>open("short", 3, unit -> {
                taken.incrementAndGet();
                unit.release();
            });
            churn.add(queue);
            taken.addAndGet(queue.drain(Unit::release, 2));
            Thread.yield();
            churn.remove(queue);
            queue.closeNow();
        }
        publisher.join();
        assertThat(taken.get()).isEqualTo(accepted.get());
    }
}
