// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.status.StatusReport;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.NonBlocking;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WakeupTest {
    private static List<Function<Wakeup, BoundedQueue<Integer>>> kinds() {
        return List.of(
                wakeup -> MpscQueue.open("mpsc", 8, item -> {}, wakeup),
                wakeup -> SpscQueue.open("spsc", 8, item -> {}, wakeup));
    }

    @Test
    void atMostOneWakeUpPerSleepAndNoneWhileAwake() {
        for (var kind : kinds()) {
            var wakes = new AtomicInteger();
            var queue = kind.apply(wakes::incrementAndGet);
            assertThat(queue.offer(0)).isEqualTo(Offer.ACCEPTED);
            assertThat(wakes).hasValue(0);
            assertThat(queue.arm()).as("something is here").isFalse();
            assertThat(queue.poll()).isZero();
            assertThat(queue.arm()).isTrue();
            assertThat(queue.offer(1)).isEqualTo(Offer.ACCEPTED);
            assertThat(queue.offer(2)).isEqualTo(Offer.ACCEPTED);
            assertThat(wakes).hasValue(1);
            assertThat(queue.drain(item -> {}, 9)).isEqualTo(2);
            assertThat(queue.arm()).isTrue();
            queue.disarm();
            assertThat(queue.offer(3)).isEqualTo(Offer.ACCEPTED);
            assertThat(wakes).hasValue(1);
            assertThat(queue.stats().wakeups()).isEqualTo(1);
        }
    }

    @Test
    void aCloseWakesTheSleeperAndAFinishedQueueCannotBeArmed() {
        for (var kind : kinds()) {
            var wakes = new AtomicInteger();
            var queue = kind.apply(wakes::incrementAndGet);
            assertThat(queue.arm()).isTrue();
            queue.close();
            queue.close();
            assertThat(wakes).hasValue(1);
            assertThat(queue.arm()).isFalse();
        }
    }

    @Test
    void armWithoutAWakeUpIsAnErrorThatNamesTheQueue() {
        assertThatThrownBy(() -> MpscQueue.open("orders", 4, item -> {}).arm())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("orders");
    }

    /// Every wake-up fails in turn, once by throwing and once in silence; the next offer, or the consumer's own
    /// next look, recovers it, nothing is lost, and no unit is held at the end.
    @Test
    void swallowedWakeUpIsRecoveredWhicheverItIsAndZeroUnitsAreHeld() {
        for (boolean silent : new boolean[] {false, true}) {
            int n = 1;
            while (failTheNth(n, silent)) {
                n++;
            }
            assertThat(n).isEqualTo(11);
        }
    }

    /// Ten sleeps, each ended by an offer. Answers whether the n-th wake-up was reached.
    private static boolean failTheNth(int n, boolean silent) {
        var heap = UnitHeap.open(HeapOptions.of("units", 16, 8, 8).checked(true));
        var calls = new AtomicInteger();
        var awake = new AtomicInteger();
        var queue = MpscQueue.<Unit>open("orders", 4, Unit::release, () -> {
            if (calls.incrementAndGet() == n) {
                if (silent) {
                    return;
                }
                throw new IllegalStateException("wake-up " + n);
            }
            awake.incrementAndGet();
        });
        int got = 0;
        for (int i = 0; i < 10; i++) {
            assertThat(queue.arm()).isTrue();
            awake.set(0);
            assertThat(queue.offer(heap.allocate())).isEqualTo(Offer.ACCEPTED);
            boolean failed = i == n - 1;
            assertThat(awake.get()).isEqualTo(failed ? 0 : 1);
            if (failed && !silent) {
                assertThat(queue.offer(heap.allocate())).isEqualTo(Offer.ACCEPTED);
                assertThat(awake.get()).as("the next offer wakes").isEqualTo(1);
                assertThat(queue.stats().failedWakeups()).isEqualTo(1);
                got -= 1;
            }
            // A silent loss is found by the consumer itself: a poller that sleeps with a bound looks again.
            assertThat(queue.arm()).isFalse();
            got += queue.drain(Unit::release, 9);
        }
        assertThat(got).isEqualTo(10);
        boolean reached = calls.get() >= n;
        assertThat(queue.arm()).isTrue();
        assertThat(queue.offer(heap.allocate())).isEqualTo(Offer.ACCEPTED);
        queue.closeNow();
        heap.close();
        assertThat(heap.awaitDrained(0)).isTrue();
        assertThat(heap.stats().inUse()).isZero();
        return reached && n <= 10;
    }

    @Test
    void waitsOnALoopThreadThrowBeforeTheyBlock() {
        var mpmc = MpmcQueue.<Integer>open("jobs", 1, item -> {});
        var queues = new ArrayList<Sender<Integer>>(List.of(mpmc));
        kinds().forEach(kind -> queues.add(kind.apply(() -> {})));
        String before = NonBlocking.enter("loop l0");
        try {
            assertThatThrownBy(() -> mpmc.take(1)).hasMessageContaining("queue jobs: take");
            for (Sender<Integer> queue : queues) {
                while (queue.offer(1) == Offer.ACCEPTED) {}
                assertThatThrownBy(() -> queue.offer(1, 1))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("loop l0");
                var receiver = (Receiver<?>) queue;
                assertThat(receiver.await(1)).as("does not have to block").isEqualTo(Wait.READY);
                receiver.drain(item -> {}, 99);
                assertThatThrownBy(() -> receiver.await(1)).hasMessageContaining("loop l0");
                assertThat(receiver.await(0)).isEqualTo(Wait.TIMED_OUT);
            }
        } finally {
            NonBlocking.exit(before);
        }
    }

    @Test
    void everyQueueHasItsRowInTheStatusReport() {
        var report = StatusReport.open("test");
        report.add(MpscQueue.<Integer>open("orders", 4, item -> {}));
        report.add(MpmcQueue.<Integer>open("jobs", 4, item -> {}));
        report.add(BroadcastRing.open("news", 4, 2));
        report.add(ConfinedQueue.<Integer>open("pending", 4, item -> {}, WhenFull.DROP_OLDEST));
        report.add(IntrusiveQueue.open("ready", 4, node -> {}));
        assertThat(report.rows()).hasSize(5).allSatisfy(row -> {
            assertThat(row.section()).isEqualTo("queues");
            assertThat(row.columns())
                    .containsEntry("capacity", 4L)
                    .containsKeys("highWater", "consumerWaits", "dropped");
        });
    }

    /// A consumer that sleeps in a poller of its own, here a semaphore, against producers that pause.
    @Test
    void noWakeUpIsLostBetweenThreads() throws Exception {
        for (var kind : kinds()) {
            var poller = new Semaphore(0);
            var queue = kind.apply(poller::release);
            int count = 30_000;
            var producer = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < count; i++) {
                    assertThat(queue.offer(i, 30_000_000_000L)).isEqualTo(Offer.ACCEPTED);
                    if (i % 7 == 0) {
                        Thread.yield();
                    }
                }
                queue.close();
            });
            int got = 0;
            int arms = 0;
            while (!queue.isFinished()) {
                got += queue.drain(item -> {}, 5);
                arms++;
                if (queue.arm()) {
                    assertThat(poller.tryAcquire(30, TimeUnit.SECONDS))
                            .as("woken")
                            .isTrue();
                }
            }
            producer.join();
            assertThat(got).isEqualTo(count);
            // One may also come for a consumer that then finds the item by itself.
            assertThat(queue.stats().wakeups()).isLessThanOrEqualTo(arms);
        }
    }
}
