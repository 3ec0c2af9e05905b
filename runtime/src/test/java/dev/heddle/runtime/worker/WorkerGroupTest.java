// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.NonBlocking;
import dev.heddle.runtime.unit.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SAME_THREAD)
class WorkerGroupTest {
    private static final long SECOND = 1_000_000_000L;
    private final ExchangeFixture on = new ExchangeFixture();

    @AfterEach
    void close() {
        on.close();
    }

    private WorkerOptions options(int workers, boolean shared) {
        var options = on.options(workers, 100);
        return shared ? options.sharedQueue() : options;
    }

    private static long aliveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("group-"))
                .count();
    }

    // yimmo 8, join: always ends within the deadline

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void yimmo8_stopWhileIdleEndsWithinTheDeadlineAndJoinJoins(boolean shared) {
        var group = on.start(options(3, shared), (request, body, reply) -> reply.done());
        var port = group.port(on.loop);
        var report = group.stop(30 * SECOND);
        assertThat(report).isEqualTo(new StopReport(0, 0, List.of()));
        assertThat(aliveThreads()).isZero();
        assertThat(port.offer(Exchange.of(1, "late", on))).isEqualTo(Offer.CLOSED);
        assertThat(group.stop(SECOND)).isSameAs(report);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void yimmo8_stopWhileBusyDrainsWhatWasAccepted(boolean shared) throws Exception {
        var go = new CountDownLatch(1);
        var group = on.start(options(2, shared), (request, body, reply) -> {
            go.await();
            reply.appendLast(ExchangeFixture.unit(reply, "x"));
        });
        var port = group.port(on.loop);
        for (int i = 0; i < 20; i++) {
            on.offer(port, i % 4, "r" + i);
        }
        var report = CompletableFuture.supplyAsync(() -> group.stop(30 * SECOND));
        on.until(() -> port.offer(Exchange.of(99, "probe", on)) == Offer.CLOSED);
        go.countDown();
        on.until(report::isDone);
        assertThat(report.join().survivors()).isEmpty();
        assertThat(report.join().refused()).isZero();
        assertThat(report.join().finished()).isGreaterThanOrEqualTo(20);
        on.until(() -> port.underWay() == 0);
        assertThat(on.log).noneMatch(line -> line.contains("failed"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void yimmo8_stopWhileTheApplicationHoldsALockEndsAndNamesTheSurvivor(boolean shared) throws Exception {
        var lock = new Object();
        var inside = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var outcome = new CompletableFuture<Append>();
        var holder = new Thread(() -> {
            synchronized (lock) {
                inside.countDown();
                boolean interrupted = true;
                while (interrupted) {
                    try {
                        release.await();
                        interrupted = false;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            }
        });
        holder.start();
        inside.await();
        var group = on.start(options(1, shared), (request, body, reply) -> {
            synchronized (lock) {
                outcome.complete(reply.append(ExchangeFixture.unit(reply, "too late")));
            }
        });
        var port = group.port(on.loop);
        var stuck = on.offer(port, 1, "stuck");
        on.offer(port, 1, "behind");
        on.offer(port, 2, "other");
        on.until(() -> group.stats().busy() == 1);
        long before = System.nanoTime();
        var report = CompletableFuture.supplyAsync(() -> group.stop(SECOND / 2));
        on.until(report::isDone);
        assertThat(System.nanoTime() - before).as("in time, with a wide margin").isLessThan(15 * SECOND);
        assertThat(report.join().survivors())
                .singleElement()
                .asString()
                .startsWith("group-0 BLOCKED")
                .contains("WorkerGroupTest");
        on.untilEnds(3);
        assertThat(on.log).allMatch(line -> line.contains("failed") && line.contains("stopped"));
        assertThat(stuck.reset(1, "again"))
                .as("the survivor may still hold the old one")
                .isNotSameAs(stuck);
        release.countDown();
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(Append.STOPPING);
        holder.join();
        on.until(() -> aliveThreads() == 0);
    }

    @Test
    void stopInterruptsAHandlerThatWaits() {
        var group = on.start(options(1, false), (request, body, reply) -> new CountDownLatch(1).await());
        var port = group.port(on.loop);
        on.offer(port, 1, "waits");
        on.offer(port, 1, "behind");
        on.until(() -> group.stats().busy() == 1);
        var report = group.stop(3 * SECOND);
        assertThat(report.isClean()).isTrue();
        on.untilEnds(2);
        assertThat(report.refused()).isEqualTo(1);
    }

    @Test
    void stopWakesAWriterAndAReaderThatWait() {
        on.takes = 1;
        var group = on.start(options(2, false).partsLimit(1, Duration.ofSeconds(60)), (request, body, reply) -> {
            if (request.equals("reads")) {
                body.awaitPart(Long.MAX_VALUE);
                return;
            }
            Append last;
            do {
                last = reply.append(ExchangeFixture.unit(reply, "x"));
            } while (last == Append.ACCEPTED);
        });
        var port = group.port(on.loop);
        on.offer(port, 1, "reads");
        var writes = on.offer(port, 2, "writes");
        on.offer(port, 3, "reads");
        on.until(() -> group.stats().busy() >= 1 && !on.log.isEmpty());
        assertThat(group.stop(3 * SECOND).isClean()).isTrue();
        on.until(() -> on.ends == 2);
        assertThat(writes.isEnded())
                .as("paused: its last part waits for the resume")
                .isFalse();
        on.takes = -1;
        writes.resume();
        on.untilEnds(3);
    }

    @Test
    void theLoopsCloseFailsWhatIsUnderWayAndReleasesItsParts() throws Exception {
        on.takes = 1;
        var group = on.start(options(1, false), (request, body, reply) -> {
            reply.append(ExchangeFixture.unit(reply, "1"));
            reply.append(ExchangeFixture.unit(reply, "2"));
            reply.done();
        });
        on.offer(group.port(on.loop), 1, "paused");
        on.until(() -> group.stats().handled() == 1 && on.log.size() == 1);
        on.loop.close();
        assertThat(on.log).last().asString().contains("paused failed");
    }

    @Test
    void stopOnALoopOrOnAWorkerThrowsBeforeItBlocks() throws Exception {
        var refused = new CompletableFuture<String>();
        var groups = new CompletableFuture<WorkerGroup<String>>();
        var group = on.start(options(1, false), (request, body, reply) -> {
            try {
                groups.join().stop(SECOND);
            } catch (IllegalStateException e) {
                refused.complete(e.getMessage());
            }
            reply.done();
        });
        groups.complete(group);
        on.offer(group.port(on.loop), 1, "a");
        on.untilEnds(1);
        assertThat(refused.get(20, TimeUnit.SECONDS)).contains("group-0").contains("itself");
        String before = NonBlocking.enter("loop other");
        try {
            assertThatThrownBy(() -> group.stop(SECOND))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("group")
                    .hasMessageContaining("loop other");
        } finally {
            NonBlocking.exit(before);
        }
    }

    @Test
    void aThreadThatDiesIsReplacedAndItsExchangeFails() {
        var deaths = new AtomicInteger();
        var made = new AtomicInteger();
        var group = WorkerGroup.<String>start(
                options(1, false).backOff(Duration.ofMillis(1), Duration.ofMillis(5)),
                () -> {
                    made.incrementAndGet();
                    return (request, body, reply) -> reply.done();
                },
                point -> {
                    if (point == Faults.Point.TAKEN && deaths.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("injected");
                    }
                });
        var port = group.port(on.loop);
        deaths.set(3);
        for (int i = 0; i < 5; i++) {
            on.offer(port, 1, "r" + i);
        }
        on.untilEnds(5);
        assertThat(on.log)
                .containsExactly(
                        "r0 failed injected", "r1 failed injected", "r2 failed injected", "r3 done", "r4 done");
        assertThat(group.stats().replaced()).isEqualTo(3);
        assertThat(made).hasValue(4);
        assertThat(group.stop(10 * SECOND).isClean()).isTrue();
    }

    @Test
    void aHandlerThatCannotBeMadeStopsTheStart() {
        var count = new AtomicInteger();
        assertThatThrownBy(() -> WorkerGroup.<String>start(options(3, false), () -> {
                    if (count.incrementAndGet() == 2) {
                        throw new IllegalArgumentException("no interpreter");
                    }
                    return (request, body, reply) -> reply.done();
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("group")
                .hasRootCauseMessage("no interpreter");
        assertThat(aliveThreads()).isZero();
    }

    @Test
    void eachWorkerMakesAndClosesItsHandlerOnItsOwnThread() {
        var log = Collections.synchronizedList(new ArrayList<String>());
        class Handler implements ExchangeHandler<String>, AutoCloseable {
            final Thread made = Thread.currentThread();

            @Override
            public void handle(String request, BodyReader body, BodyWriter reply) {
                log.add("handle " + (Thread.currentThread() == made));
                reply.done();
            }

            @Override
            public void close() {
                log.add("close " + (Thread.currentThread() == made));
            }
        }
        var group = WorkerGroup.<String>start(options(2, false), Handler::new);
        on.offer(group.port(on.loop), 1, "a");
        on.untilEnds(1);
        group.close();
        assertThat(log).containsExactlyInAnyOrder("handle true", "close true", "close true");
    }

    /** Whichever allocation fails, the exchange ends, the worker lives, and nothing is held. */
    @Test
    void failTheNthAllocationEndsWithZeroUnitsHeld() {
        for (int n = 1; n <= 8; n++) {
            int nth = n;
            var count = new AtomicInteger();
            try (var fresh = new ExchangeFixture()) {
                var group = fresh.start(
                        fresh.options(2, 10).partsLimit(2, Duration.ofSeconds(20)), (request, body, reply) -> {
                            for (int i = 0; i < 5; i++) {
                                if (count.incrementAndGet() == nth) {
                                    throw new dev.heddle.runtime.unit.HeapExhaustedException("injected");
                                }
                                reply.append(ExchangeFixture.unit(reply, "p" + i));
                            }
                            reply.done();
                        });
                var port = group.port(fresh.loop);
                fresh.offer(port, 1, "a");
                fresh.offer(port, 1, "b");
                fresh.untilEnds(2);
                assertThat(fresh.log)
                        .filteredOn(line -> line.contains("injected"))
                        .hasSize(1);
                assertThat(fresh.log).filteredOn(line -> line.endsWith("done")).hasSize(1);
            }
        }
    }

    /** Whichever wake-up of a waiting worker is lost, it goes on by itself. */
    @Test
    void failTheNthWakeUpEndsWithZeroUnitsHeld() {
        for (int n = 1; n <= 4; n++) {
            int nth = n;
            var count = new AtomicInteger();
            try (var fresh = new ExchangeFixture()) {
                var group = WorkerGroup.<String>start(
                        fresh.options(1, 10).partsLimit(1, Duration.ofSeconds(20)),
                        () -> (request, body, reply) -> {
                            for (int i = 0; i < 6; i++) {
                                reply.append(ExchangeFixture.unit(reply, "p" + i));
                                Unit part = body.awaitPart(20 * SECOND);
                                if (part != null) {
                                    part.release();
                                }
                            }
                            reply.done();
                        },
                        point -> {
                            if (point == Faults.Point.WAKE && count.incrementAndGet() == nth) {
                                throw new LostWake();
                            }
                        });
                var port = group.port(fresh.loop);
                var exchange = fresh.offer(port, 1, "a");
                for (int i = 0; i < 6; i++) {
                    int heard = i + 1;
                    fresh.until(() -> fresh.log.stream()
                                    .filter(line -> line.startsWith("a:"))
                                    .count()
                            >= heard);
                    pause(group);
                    try {
                        Unit part = fresh.unit("down");
                        if (exchange.offerPart(part) != Offer.ACCEPTED) {
                            part.release();
                        }
                    } catch (LostWake lost) {
                        // the part is in; only the poke was lost
                    }
                }
                fresh.untilEnds(1);
                group.close();
                assertThat(fresh.log).endsWith("a done");
            }
        }
    }

    /** Lets the worker come to its wait, which is likely but not needed. */
    private static void pause(WorkerGroup<String> group) {
        for (int i = 0; i < 50 && group.stats().busy() == 1; i++) {
            Thread.yield();
        }
    }

    private static final class LostWake extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void theLoopMayCloseBeforeTheWorkers() throws Exception {
        var lock = new ReentrantLock();
        lock.lock();
        var outcome = new CompletableFuture<Append>();
        var group = on.start(options(1, false), (request, body, reply) -> {
            reply.append(ExchangeFixture.unit(reply, "1"));
            lock.lock();
            try {
                outcome.complete(reply.append(ExchangeFixture.unit(reply, "2")));
            } finally {
                lock.unlock();
            }
        });
        try (Loop short_ = Loop.open("short", LoopOptions.defaults())) {
            var port = group.port(short_);
            var exchange = Exchange.of(1, "a", on);
            assertThat(port.offer(exchange)).isEqualTo(Offer.ACCEPTED);
            Unit part = on.unit("down");
            assertThat(exchange.offerPart(part)).isEqualTo(Offer.ACCEPTED);
            assertThat(on.ends).isZero();
            long end = System.nanoTime() + 20 * SECOND;
            while (group.stats().busy() == 0 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
        assertThat(on.log).last().asString().contains("a failed");
        lock.unlock();
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(Append.GONE);
    }

    @Test
    void steppedWorkersRunOnTheCallersThreadAndNeverWait() {
        var outcomes = new ArrayList<Append>();
        var group = WorkerGroup.<String>stepped(
                options(2, false).partsLimit(2, Duration.ofSeconds(60)), () -> (request, body, reply) -> {
                    assertThat(body.awaitPart(Long.MAX_VALUE)).isNull();
                    for (int i = 0; i < 3; i++) {
                        outcomes.add(reply.append(ExchangeFixture.unit(reply, "p" + i)));
                    }
                });
        var port = group.port(on.loop);
        on.offer(port, 1, "a");
        on.offer(port, 1, "b");
        assertThat(group.steppables()).extracting(worker -> worker.label()).containsExactly("group-0", "group-1");
        int steps = 0;
        for (var worker : group.steppables()) {
            if (worker.hasWork()) {
                steps += worker.step();
            }
        }
        assertThat(steps).isEqualTo(1);
        assertThat(outcomes).containsExactly(Append.ACCEPTED, Append.ACCEPTED, Append.TIMED_OUT);
        on.untilEnds(1);
        assertThat(group.stop(SECOND)).isEqualTo(new StopReport(1, 0, List.of()));
        on.untilEnds(2);
    }

    @Test
    void statisticsAndStatusShowTheQueues() throws Exception {
        var go = new CountDownLatch(1);
        var group = on.start(options(2, false), (request, body, reply) -> {
            go.await();
            if (request.equals("bad")) {
                throw new IllegalStateException("bad");
            }
            reply.done();
        });
        var port = group.port(on.loop);
        for (int i = 0; i < 6; i++) {
            on.offer(port, 5, i == 3 ? "bad" : "ok");
        }
        on.until(() -> group.stats().busy() == 1);
        assertThat(group.stats().queued()).containsExactlyInAnyOrder(5, 0);
        go.countDown();
        on.untilEnds(6);
        on.until(() -> group.stats().handled() == 6);
        assertThat(group.stats().failed()).isEqualTo(1);
        assertThat(group.statusSection()).isEqualTo("workers");
        assertThat(group.port(on.loop)).isSameAs(port);
    }

    @Test
    void misuseIsNamed() {
        assertThatThrownBy(() -> WorkerOptions.of("bad", 0, 1, on.heap))
                .hasMessageContaining("bad")
                .hasMessageContaining("0");
        assertThatThrownBy(() -> WorkerOptions.of("bad", 1, 0, on.heap)).hasMessageContaining("capacity");
        var group = on.start(options(1, false), (request, body, reply) -> reply.done());
        var port = group.port(on.loop);
        var exchange = Exchange.of(7, "a", on);
        Unit early = on.unit("early");
        assertThatThrownBy(() -> exchange.offerPart(early)).hasMessageContaining("exchange 7");
        early.release();
        assertThat(port.offer(exchange)).isEqualTo(Offer.ACCEPTED);
        assertThatThrownBy(() -> port.offer(exchange)).hasMessageContaining("exchange 7");
        assertThatThrownBy(() -> exchange.reset(1, "b")).hasMessageContaining("UNDER_WAY");
        on.untilEnds(1);
    }
}
