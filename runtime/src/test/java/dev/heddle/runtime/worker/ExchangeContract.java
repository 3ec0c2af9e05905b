// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every arrangement of workers must do. After each test no unit is held.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SAME_THREAD)
abstract class ExchangeContract {
    final ExchangeFixture on = new ExchangeFixture();

    /** The arrangement under test. */
    abstract WorkerOptions arrange(WorkerOptions options);

    @AfterEach
    void close() {
        on.close();
    }

    private ExchangePort<String> start(int workers, int capacity, ExchangeHandler<String> handler) {
        return start(on.options(workers, capacity), handler);
    }

    private ExchangePort<String> start(WorkerOptions options, ExchangeHandler<String> handler) {
        return on.start(arrange(options), handler).port(on.loop);
    }

    @Test
    void partsComeBackInOrderAndThenTheEnd() {
        var port = start(2, 10, (request, body, reply) -> {
            for (int i = 0; i < 40; i++) {
                assertThat(reply.append(ExchangeFixture.unit(reply, "p" + i))).isEqualTo(Append.ACCEPTED);
            }
            reply.done();
        });
        on.offer(port, 1, "a");
        on.untilEnds(1);
        assertThat(on.log).hasSize(41).startsWith("a:p0", "a:p1").endsWith("a:p39", "a done");
        assertThat(port.underWay()).isZero();
    }

    @Test
    void appendLastIsAppendAndDoneInOne() {
        var port = start(1, 10, (request, body, reply) -> reply.appendLast(ExchangeFixture.unit(reply, "all")));
        on.offer(port, 1, "a");
        on.untilEnds(1);
        assertThat(on.log).containsExactly("a:all", "a done");
    }

    // the workers' side of the originals' regression table

    @Test
    void yimmo1_anAnswerOfAnyNumberOfPartsIsComplete() {
        var port = start(2, 100, (request, body, reply) -> {
            for (String part : List.of(request.split(",", -1))) {
                reply.append(ExchangeFixture.unit(reply, part));
            }
            reply.done();
        });
        on.offer(port, 1, "one");
        on.offer(port, 1, "one,two,three");
        on.offer(port, 1, "");
        on.untilEnds(3);
        assertThat(on.log).filteredOn(line -> line.endsWith("done")).hasSize(3);
    }

    @Test
    void yimmo2_anExceptionFailsItsExchangeAtOnceAndTheWorkerServesTheNext() {
        var port = start(1, 10, (request, body, reply) -> {
            reply.append(ExchangeFixture.unit(reply, "begun"));
            switch (request) {
                case "throws" -> throw new IllegalStateException("application error");
                case "error" -> throw new StackOverflowError("deep");
                case "checked" -> throw new java.io.IOException("disk");
                case "forgets" -> {
                    return;
                }
                default -> reply.done();
            }
        });
        for (String each : List.of("throws", "error", "checked", "forgets", "fine")) {
            on.offer(port, 1, each);
        }
        on.untilEnds(5);
        assertThat(on.log)
                .contains(
                        "throws failed application error",
                        "error failed deep",
                        "checked failed disk",
                        "forgets failed group-0: the handler returned before done",
                        "fine done");
    }

    @Test
    void yimmo4_aSecondWriteIsAcceptedBeforeAndAfterTheLoopHasDrained() {
        var drained = new Semaphore(0);
        var port = start(1, 10, (request, body, reply) -> {
            reply.append(ExchangeFixture.unit(reply, "1"));
            reply.append(ExchangeFixture.unit(reply, "2"));
            drained.acquire();
            assertThat(reply.append(ExchangeFixture.unit(reply, "3"))).isEqualTo(Append.ACCEPTED);
            reply.done();
            reply.done();
            assertThatThrownBy(() -> reply.append(ExchangeFixture.unit(reply, "after the end")))
                    .isInstanceOf(IllegalStateException.class);
        });
        on.offer(port, 1, "a");
        on.until(() -> on.log.size() == 2);
        drained.release();
        on.untilEnds(1);
        assertThat(on.log).containsExactly("a:1", "a:2", "a:3", "a done");
    }

    @Test
    void yimmo5_contentionNeverLooksLikeAResetConnection() {
        var port = start(4, 64, (request, body, reply) -> {
            for (int i = 0; i < 3; i++) {
                assertThat(reply.append(ExchangeFixture.unit(reply, "x"))).isEqualTo(Append.ACCEPTED);
            }
            reply.done();
        });
        int sent = 0;
        while (sent < 5000) {
            if (port.offer(Exchange.of(sent % 7, "r", on)) == Offer.ACCEPTED) {
                sent++;
            } else {
                on.loop.turn(1_000_000);
            }
        }
        on.untilEnds(5000);
        assertThat(on.log).noneMatch(line -> line.contains("failed"));
    }

    @Test
    void yimmo9_handlersThatFinishOutOfOrderStillAnswerEachSessionInOrder() {
        int sessions = 9;
        var port = start(4, 1000, (request, body, reply) -> {
            if (request.hashCode() % 3 == 0) {
                Thread.yield();
            }
            reply.appendLast(ExchangeFixture.unit(reply, "x"));
        });
        List<List<Integer>> order = new ArrayList<>();
        for (int s = 0; s < sessions; s++) {
            order.add(new ArrayList<>());
        }
        var ends = new int[1];
        var listener = new ExchangeListener<String>() {
            @Override
            public boolean onPart(Exchange<String> exchange, Unit part) {
                part.release();
                return true;
            }

            @Override
            public void onDone(Exchange<String> exchange) {
                ends[0]++;
                order.get((int) exchange.sessionKey()).add(Integer.parseInt(exchange.request()));
            }

            @Override
            public void onFailed(Exchange<String> exchange, Throwable why) {
                throw new AssertionError(why);
            }
        };
        for (int i = 0; i < 900; i++) {
            assertThat(port.offer(Exchange.of(i % sessions, String.valueOf(i), listener)))
                    .isEqualTo(Offer.ACCEPTED);
        }
        on.until(() -> ends[0] == 900);
        assertThat(order).allSatisfy(one -> assertThat(one).hasSize(100).isSorted());
    }

    @Test
    void yimmo9_aClientThatLeavesMidPipelineBringsEveryCountBackToZero() {
        var port = start(on.options(2, 100).partsLimit(4, Duration.ofSeconds(20)), (request, body, reply) -> {
            for (Append outcome = Append.ACCEPTED; outcome == Append.ACCEPTED; ) {
                outcome = reply.append(ExchangeFixture.unit(reply, "x"));
            }
        });
        List<Exchange<String>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(on.offer(port, i % 3, "r" + i));
        }
        on.until(() -> on.log.size() > 10);
        for (var each : all) {
            each.gone();
            each.gone();
        }
        on.untilEnds(20);
        assertThat(on.log).filteredOn(line -> line.contains("has left")).hasSize(20);
        assertThat(port.underWay()).isZero();
    }

    @Test
    void exchangesOfOneKeyNeverOverlap() {
        var inside = new ConcurrentHashMap<String, AtomicInteger>();
        var overlaps = new AtomicInteger();
        var port = start(4, 500, (request, body, reply) -> {
            var mine = inside.computeIfAbsent(request, k -> new AtomicInteger());
            if (mine.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
            }
            Thread.yield();
            mine.decrementAndGet();
            reply.done();
        });
        for (int i = 0; i < 400; i++) {
            on.offer(port, i % 5, "key" + i % 5);
        }
        on.untilEnds(400);
        assertThat(overlaps).hasValue(0);
    }

    @Test
    void aSlowReaderHoldsTheWriterBackUntilItResumes() throws Exception {
        on.takes = 2;
        var appended = new AtomicInteger();
        var port = start(on.options(1, 10).partsLimit(3, Duration.ofSeconds(20)), (request, body, reply) -> {
            for (int i = 0; i < 20; i++) {
                assertThat(reply.append(ExchangeFixture.unit(reply, "p" + i))).isEqualTo(Append.ACCEPTED);
                appended.incrementAndGet();
            }
            reply.done();
        });
        var exchange = on.offer(port, 1, "a");
        on.until(() -> appended.get() >= 5);
        for (int i = 0; i < 20; i++) {
            on.loop.turn(1_000_000);
        }
        assertThat(appended).as("two taken, three in the ring").hasValue(5);
        assertThat(on.log).hasSize(2);
        on.takes = -1;
        exchange.resume();
        on.untilEnds(1);
        assertThat(on.log).hasSize(21).endsWith("a:p19", "a done");
    }

    @Test
    void aReaderThatStaysSlowTimesTheWriterOut() {
        on.takes = 1;
        var outcome = new ArrayList<Append>();
        var port = start(on.options(1, 10).partsLimit(1, Duration.ofMillis(20)), (request, body, reply) -> {
            Append last;
            do {
                last = reply.append(ExchangeFixture.unit(reply, "x"));
                synchronized (outcome) {
                    outcome.add(last);
                }
            } while (last == Append.ACCEPTED);
            throw new IllegalStateException("slow client");
        });
        var exchange = on.offer(port, 1, "a");
        on.until(() -> {
            synchronized (outcome) {
                return outcome.contains(Append.TIMED_OUT);
            }
        });
        on.takes = -1;
        exchange.resume();
        on.untilEnds(1);
        assertThat(on.log).endsWith("a failed slow client");
    }

    @Test
    void theBodyGoesDownInPartsAndPushesBack() {
        var port = start(on.options(1, 10).partsLimit(2, Duration.ofSeconds(20)), (request, body, reply) -> {
            for (Unit part = body.awaitPart(20_000_000_000L); part != null; part = body.awaitPart(20_000_000_000L)) {
                assertThat(reply.append(part)).isEqualTo(Append.ACCEPTED);
            }
            assertThat(body.isFinished()).isTrue();
            reply.done();
            assertThat(body.awaitPart(0)).isNull();
        });
        var exchange = on.offer(port, 1, "echo");
        int sent = 0;
        int fulls = 0;
        while (sent < 50) {
            Unit part = on.unit("p" + sent);
            switch (exchange.offerPart(part)) {
                case ACCEPTED -> sent++;
                case FULL -> {
                    part.release();
                    fulls++;
                    int rooms = rooms();
                    on.until(() -> rooms() > rooms);
                }
                case CLOSED -> throw new AssertionError("closed");
            }
        }
        exchange.endOfParts();
        on.untilEnds(1);
        assertThat(fulls).isPositive();
        assertThat(on.log.stream().filter(line -> line.startsWith("echo:")).toList())
                .hasSize(50)
                .startsWith("echo:p0")
                .endsWith("echo:p49");
        assertThat(exchange.isEnded()).isTrue();
        Unit late = on.unit("late");
        assertThat(exchange.offerPart(late)).isEqualTo(Offer.CLOSED);
        late.release();
    }

    private int rooms() {
        return (int) on.log.stream().filter(line -> line.endsWith("room")).count();
    }

    @Test
    void partsThatNobodyReadAreReleased() {
        var port = start(1, 10, (request, body, reply) -> reply.done());
        var exchange = on.offer(port, 1, "a");
        Unit part = on.unit("unread");
        if (exchange.offerPart(part) != Offer.ACCEPTED) {
            part.release();
        }
        on.untilEnds(1);
    }

    @Test
    void goneWakesAReaderThatWaits() throws Exception {
        var waiting = new CountDownLatch(1);
        var port = start(1, 10, (request, body, reply) -> {
            waiting.countDown();
            assertThat(body.awaitPart(Long.MAX_VALUE)).isNull();
            assertThat(body.isFinished()).isTrue();
        });
        var exchange = on.offer(port, 1, "a");
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        exchange.gone();
        on.untilEnds(1);
        assertThat(on.log).singleElement().asString().contains("has left");
    }

    @Test
    void aFullInboxIsAnAnswerAndTheExchangeMayBeOfferedAgain() throws Exception {
        var go = new Semaphore(0);
        var port = start(1, 2, (request, body, reply) -> {
            go.acquire();
            reply.done();
        });
        List<Exchange<String>> refused = new ArrayList<>();
        int accepted = 0;
        for (int i = 0; i < 20; i++) {
            var exchange = Exchange.of(i, "r" + i, on);
            if (port.offer(exchange) == Offer.ACCEPTED) {
                accepted++;
            } else {
                refused.add(exchange);
            }
        }
        assertThat(accepted).isBetween(2, 4);
        go.release(100);
        on.untilEnds(accepted);
        assertThat(port.offer(refused.getFirst())).isEqualTo(Offer.ACCEPTED);
        on.untilEnds(accepted + 1);
    }

    @Test
    void anEndedExchangeIsUsedAgainFromItsLastCall() {
        var port = start(2, 64, (request, body, reply) -> reply.appendLast(ExchangeFixture.unit(reply, request)));
        var left = new int[] {3000};
        var ends = new int[1];
        var listener = new ExchangeListener<String>() {
            @Override
            public boolean onPart(Exchange<String> exchange, Unit part) {
                assertThat(ExchangeFixture.text(part)).isEqualTo(exchange.request());
                part.release();
                return true;
            }

            @Override
            public void onDone(Exchange<String> exchange) {
                ends[0]++;
                if (--left[0] > 0) {
                    assertThat(port.offer(exchange.reset(left[0] % 5, "n" + left[0])))
                            .isEqualTo(Offer.ACCEPTED);
                }
            }

            @Override
            public void onFailed(Exchange<String> exchange, Throwable why) {
                throw new AssertionError(why);
            }
        };
        for (int i = 0; i < 16; i++) {
            assertThat(port.offer(Exchange.of(i, "first" + i, listener))).isEqualTo(Offer.ACCEPTED);
        }
        on.until(() -> ends[0] >= 3015);
        assertThat(port.underWay()).isZero();
    }

    @Test
    void aListenerThatThrowsLosesItsExchangeOnly() {
        var port = start(1, 10, (request, body, reply) -> {
            reply.append(ExchangeFixture.unit(reply, "1"));
            reply.append(ExchangeFixture.unit(reply, "2"));
            reply.done();
        });
        var failed = new ArrayList<String>();
        assertThat(port.offer(Exchange.of(1, "bad", new ExchangeListener<>() {
                    @Override
                    public boolean onPart(Exchange<String> exchange, Unit part) {
                        part.release();
                        throw new IllegalStateException("listener");
                    }

                    @Override
                    public void onDone(Exchange<String> exchange) {
                        failed.add("done");
                    }

                    @Override
                    public void onFailed(Exchange<String> exchange, Throwable why) {
                        failed.add(why.getMessage());
                    }
                })))
                .isEqualTo(Offer.ACCEPTED);
        on.offer(port, 1, "good");
        on.untilEnds(1);
        assertThat(failed).containsExactly("listener");
        assertThat(on.uncaught).hasSize(1);
        on.uncaught.clear();
    }

    @Test
    void seededProgramsEndEveryExchangeOnceAndHoldNothing() {
        var port = start(on.options(3, 200).partsLimit(3, Duration.ofSeconds(20)), (request, body, reply) -> {
            var random = new Random(request.hashCode());
            for (int i = random.nextInt(6); i > 0; i--) {
                if (reply.append(ExchangeFixture.unit(reply, "p")) != Append.ACCEPTED) {
                    return;
                }
            }
            while (random.nextInt(3) > 0) {
                Unit part = body.awaitPart(random.nextInt(2) * 50_000L);
                if (part != null) {
                    part.release();
                }
            }
            if (random.nextInt(5) > 0) {
                reply.done();
            }
        });
        for (int seed = 0; seed < Integer.getInteger("heddle.seeds", 30); seed++) {
            program(port, new Random(seed));
        }
    }

    private void program(ExchangePort<String> port, Random random) {
        on.ends = 0;
        on.log.clear();
        List<Exchange<String>> open = new ArrayList<>();
        int accepted = 0;
        for (int i = 0; i < 150; i++) {
            switch (random.nextInt(7)) {
                case 0, 1, 2 -> {
                    var exchange = Exchange.of(random.nextInt(4), "x" + random.nextInt(), on);
                    if (port.offer(exchange) == Offer.ACCEPTED) {
                        accepted++;
                        open.add(exchange);
                    }
                }
                case 3 -> {
                    if (!open.isEmpty()) {
                        Unit part = on.unit("down");
                        if (open.get(random.nextInt(open.size())).offerPart(part) != Offer.ACCEPTED) {
                            part.release();
                        }
                    }
                }
                case 4 -> {
                    if (!open.isEmpty()) {
                        open.get(random.nextInt(open.size())).gone();
                    }
                }
                case 5 -> on.takes = random.nextInt(10);
                default -> {
                    on.loop.turn(0);
                    open.forEach(Exchange::resume);
                }
            }
        }
        on.takes = -1;
        open.forEach(Exchange::endOfParts);
        int all = accepted;
        on.until(() -> {
            open.forEach(Exchange::resume);
            return on.ends >= all;
        });
        assertThat(on.ends).isEqualTo(all);
    }
}
