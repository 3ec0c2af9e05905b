// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Wait;
import dev.heddle.runtime.status.StatusReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoopThreadTest {
    private static final long SOON = 5_000_000_000L;
    private final List<String> uncaught = Collections.synchronizedList(new ArrayList<>());
    private final LoopOptions options =
            LoopOptions.defaults().onUncaught((label, why) -> uncaught.add(label + ": " + why.getMessage()));

    @Test
    void setUpRunsOnTheLoopAndCleanUpAtItsEnd() {
        var ended = new AtomicBoolean();
        LoopDoor door;
        try (var thread = LoopThread.start("one", options, loop -> {
            assertThat(loop.door().isLoopThread()).isTrue();
            assertThat(Thread.currentThread().getName()).isEqualTo("one");
            loop.each(Phase.CLEANUP, "clean-up", () -> ended.set(true)).start();
        })) {
            door = thread.door();
            assertThat(door.isLoopThread()).isFalse();
            assertThat(thread.join(1_000_000)).isFalse();
        }
        assertThat(ended).isTrue();
        assertThat(door.post(() -> {})).isEqualTo(Offer.CLOSED);
        assertThatThrownBy(() -> door.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("one")
                .hasMessageContaining("CLOSED");
        door.stop();
    }

    @Test
    void aFailingSetUpIsThrownByStart() {
        assertThatThrownBy(() -> LoopThread.start("broken", options, loop -> {
                    throw new IllegalArgumentException("oh");
                }))
                .hasMessageContaining("broken")
                .hasRootCauseMessage("oh");
    }

    @Test
    void postAndWaitAnswersWhatBecameOfTheTask() throws Exception {
        try (var thread = LoopThread.start("one", options, loop -> {})) {
            var door = thread.door();
            var ran = new AtomicInteger();
            assertThat(door.postAndWait(ran::incrementAndGet, SOON)).isEqualTo(Wait.READY);
            assertThat(ran).hasValue(1);
            assertThatThrownBy(() -> door.postAndWait(
                            () -> {
                                throw new IllegalStateException("oh");
                            },
                            SOON))
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("oh");
            var gate = new CountDownLatch(1);
            door.execute(() -> awaitQuietly(gate));
            assertThat(door.postAndWait(ran::incrementAndGet, 1_000_000)).isEqualTo(Wait.TIMED_OUT);
            Thread.currentThread().interrupt();
            assertThat(door.postAndWait(ran::incrementAndGet, SOON)).isEqualTo(Wait.INTERRUPTED);
            assertThat(Thread.interrupted()).isTrue();
            gate.countDown();
            assertThat(door.postAndWait(() -> {}, SOON)).isEqualTo(Wait.READY);
            assertThat(ran).hasValue(1); // what timed out never ran
        }
        assertThat(uncaught).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            assertThat(gate.await(SOON, TimeUnit.NANOSECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void waitingOnALoopThreadThrowsBeforeItBlocks() throws Exception {
        var refused = new LinkedBlockingQueue<String>();
        try (var one = LoopThread.start("one", options, loop -> {});
                var two = LoopThread.start("two", options, loop -> {})) {
            one.door().execute(() -> {
                for (var door : List.of(one.door(), two.door())) {
                    try {
                        assertThat(door.postAndWait(() -> {}, SOON)).isNull();
                    } catch (IllegalStateException expected) {
                        refused.add(String.valueOf(expected.getMessage()));
                    }
                }
            });
            assertThat(refused.poll(5, TimeUnit.SECONDS))
                    .contains("must not wait")
                    .contains("one");
            assertThat(refused.poll(5, TimeUnit.SECONDS)).contains("must not wait");
        }
    }

    @Test
    void aTaskWaitingWhenTheLoopClosesIsAnsweredClosed() throws Exception {
        var gate = new CountDownLatch(1);
        var answer = new CompletableFuture<Wait>();
        var thread = LoopThread.start("one", options.budgets(1, 1, 1), loop -> {});
        thread.door().execute(() -> {
            awaitQuietly(gate);
            thread.door().stop();
        });
        var waiter =
                Thread.ofVirtual().start(() -> answer.complete(thread.door().postAndWait(() -> {}, SOON)));
        while (thread.door().stats().queued() < 2) {
            Thread.onSpinWait();
        }
        gate.countDown();
        assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(Wait.CLOSED);
        waiter.join();
        thread.close();
    }

    @Test
    void aFullDoorSaysSo() throws Exception {
        var gate = new CountDownLatch(1);
        try (var thread = LoopThread.start("one", options.taskCapacity(4), loop -> {})) {
            var running = new CountDownLatch(1);
            thread.door().execute(() -> {
                running.countDown();
                awaitQuietly(gate);
            });
            assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
            int accepted = 0;
            while (thread.door().post(() -> {}) == Offer.ACCEPTED) {
                accepted++;
            }
            assertThat(accepted).isBetween(3, 4);
            assertThatThrownBy(() -> thread.door().execute(() -> {}))
                    .hasMessageContaining("one")
                    .hasMessageContaining("FULL")
                    .hasMessageContaining("4");
            gate.countDown();
        }
    }

    @Test
    void aLoopThatDoesNotEndInTimeIsReportedWithItsStack() throws Exception {
        var gate = new CountDownLatch(1);
        var thread = LoopThread.start("stuck", options.stopDeadline(Duration.ofMillis(20)), loop -> {});
        var running = new CountDownLatch(1);
        thread.door().execute(() -> {
            running.countDown();
            awaitQuietly(gate);
        });
        assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(thread::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stuck")
                .satisfies(late ->
                        assertThat(List.of(late.getStackTrace()).toString()).contains("awaitQuietly"));
        gate.countDown();
        assertThat(thread.join(SOON)).isTrue();
    }

    @Test
    void aSlowTurnIsReportedWithTheStackTakenWhileItWasSlow() throws Exception {
        var reports = new LinkedBlockingQueue<SlowTurn>();
        var gate = new CountDownLatch(1);
        var slow = options.slowTurn(Duration.ofMillis(10), reports::add);
        try (var thread = LoopThread.start(
                "slow",
                slow,
                loop -> loop.timer("reader", () -> awaitQuietly(gate)).startAfter(0))) {
            var report = reports.poll(10, TimeUnit.SECONDS);
            assertThat(report).isNotNull();
            assertThat(report.loop()).isEqualTo("slow");
            assertThat(report.watcher()).isEqualTo("reader");
            assertThat(report.nanos()).isGreaterThanOrEqualTo(10_000_000L);
            assertThat(report.stack().toString()).contains("awaitQuietly");
            gate.countDown();
            assertThat(thread.door().postAndWait(() -> {}, SOON)).isEqualTo(Wait.READY);
            assertThat(thread.door().postAndWait(() -> {}, SOON)).isEqualTo(Wait.READY);
            assertThat(thread.door().stats().slowTurns()).isPositive();
        }
    }

    @Test
    void aSignalReachesTheLoopAndTheFormerReactionComesBackAtTheEnd() throws Exception {
        var seen = new LinkedBlockingQueue<Thread>();
        try (var thread = LoopThread.start("signals", options, loop -> {
            loop.signal("SIGUSR1", () -> seen.add(Thread.currentThread())).start();
        })) {
            for (int i = 0; i < 3; i++) {
                var kill = new ProcessBuilder(
                                "kill",
                                "-USR1",
                                Long.toString(ProcessHandle.current().pid()))
                        .start();
                assertThat(kill.waitFor()).isZero();
                var on = seen.poll(5, TimeUnit.SECONDS);
                assertThat(on).isNotNull();
                assertThat(on.getName()).isEqualTo("signals");
            }
            assertThat(thread.door().postAndWait(() -> {}, SOON)).isEqualTo(Wait.READY);
        }
        assertThat(uncaught).isEmpty();
    }

    @Test
    void aSignalThatTheProcessCannotHaveIsAClearError() {
        try (var loop = Loop.open("one", options)) {
            assertThatThrownBy(() -> loop.signal("NONSENSE", () -> {}).start())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("NONSENSE");
        }
    }

    @Test
    void theDoorIsARowOfTheStatusReport() {
        try (var thread = LoopThread.start("reported", options, loop -> {})) {
            var report = StatusReport.open("test");
            report.add(thread.door());
            assertThat(report.rows()).singleElement().satisfies(row -> {
                assertThat(row.section()).isEqualTo("loops");
                assertThat(row.label()).isEqualTo("reported");
                assertThat(row.columns()).containsKeys("turns", "wakeUps", "longestTurnNanos");
            });
        }
    }

    @Test
    void loopsThatPostToEachOtherAndStopAtOnceAlwaysEnd() {
        for (int round = 0; round < 100; round++) {
            var hops = new AtomicInteger();
            try (var one = LoopThread.start("one", options, loop -> {});
                    var two = LoopThread.start("two", options, loop -> {})) {
                hop(one.door(), two.door(), hops, 1 + round * 10);
            }
            assertThat(hops.get()).isPositive();
        }
        assertThat(uncaught).isEmpty();
    }

    private static void hop(LoopDoor here, LoopDoor there, AtomicInteger hops, int left) {
        hops.incrementAndGet();
        if (left > 0 && there.post(() -> hop(there, here, hops, left - 1)) == Offer.FULL) {
            throw new IllegalStateException("full");
        }
    }
}
