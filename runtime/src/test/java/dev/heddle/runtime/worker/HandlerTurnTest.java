// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.queue.Offer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a handler can ask before it waits, and when it hears that nothing is waiting.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SAME_THREAD)
class HandlerTurnTest {
    private final ExchangeFixture on = new ExchangeFixture();

    @AfterEach
    void close() {
        on.close();
    }

    private static final class Batches implements ExchangeHandler<String> {
        final List<String> log = new CopyOnWriteArrayList<>();
        final CountDownLatch go = new CountDownLatch(1);

        @Override
        public void handle(String request, BodyReader body, BodyWriter reply) throws InterruptedException {
            go.await();
            log.add(request);
            reply.done();
        }

        @Override
        public void onIdle() {
            log.add("idle");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHandlerHearsThatNothingWaitsOnlyBetweenBatches(boolean shared) {
        var batches = new Batches();
        var options = on.options(1, 10);
        var port = on.start(shared ? options.sharedQueue() : options, batches).port(on.loop);
        for (String each : List.of("a", "b", "c")) {
            on.offer(port, each.charAt(0), each); // different keys: all three may wait at once
        }
        batches.go.countDown();
        on.untilEnds(3);
        on.until(() -> batches.log.getLast().equals("idle"));
        assertThat(batches.log.subList(batches.log.indexOf("a"), batches.log.size()))
                .startsWith("a", "b", "c", "idle");
    }

    @Test
    void aSteppedHandlerHearsIt() {
        var batches = new Batches();
        batches.go.countDown();
        var group = WorkerGroup.stepped(on.options(1, 10), () -> batches);
        var port = group.port(on.loop);
        on.offer(port, 1, "a");
        var worker = group.steppables().getFirst();
        worker.owner().take();
        assertThat(worker.step()).isEqualTo(1);
        assertThat(worker.step()).isZero();
        worker.owner().leave();
        assertThat(batches.log).containsExactly("a", "idle");
        on.untilEnds(1);
        group.close();
    }

    @Test
    void aWriterCanAskForRoomBeforeItWaits() {
        on.takes = 1;
        var asked = new CopyOnWriteArrayList<Boolean>();
        var go = new CountDownLatch(1);
        var port = on.start(on.options(1, 10).partsLimit(2, Duration.ofSeconds(20)), (request, body, reply) -> {
                    assertThat(reply.append(ExchangeFixture.unit(reply, "1"))).isEqualTo(Append.ACCEPTED);
                    go.await(); // the loop has taken one and will take no more
                    asked.add(reply.hasRoom());
                    assertThat(reply.append(ExchangeFixture.unit(reply, "2"))).isEqualTo(Append.ACCEPTED);
                    asked.add(reply.hasRoom());
                    assertThat(reply.append(ExchangeFixture.unit(reply, "3"))).isEqualTo(Append.ACCEPTED);
                    asked.add(reply.hasRoom());
                    assertThat(reply.append(ExchangeFixture.unit(reply, "4"))).isEqualTo(Append.ACCEPTED);
                    reply.done();
                })
                .port(on.loop);
        var exchange = on.offer(port, 1, "a");
        on.until(() -> on.log.size() == 1);
        go.countDown();
        on.until(() -> asked.size() == 3);
        assertThat(asked).containsExactly(true, true, false);
        on.takes = -1;
        exchange.resume();
        on.untilEnds(1);
        assertThat(on.log).containsExactly("a:1", "a:2", "a:3", "a:4", "a done");
    }

    @Test
    void aReaderTellsACutBodyFromACompleteOne() {
        var cut = new CopyOnWriteArrayList<Boolean>();
        var port = on.start(on.options(1, 10), (request, body, reply) -> {
                    var part = body.awaitPart(20_000_000_000L);
                    if (part != null) {
                        part.release();
                    }
                    cut.add(body.isCut());
                    body.awaitPart(20_000_000_000L);
                    cut.add(body.isCut());
                    reply.done();
                })
                .port(on.loop);
        var whole = on.offer(port, 1, "whole");
        assertThat(whole.offerPart(on.unit("x"))).isNotNull();
        on.until(() -> cut.size() == 1);
        whole.endOfParts();
        on.untilEnds(1);
        var left = on.offer(port, 1, "left");
        assertThat(left.offerPart(on.unit("x"))).isNotNull();
        on.until(() -> cut.size() == 3);
        left.gone();
        on.untilEnds(2);
        assertThat(cut).containsExactly(false, false, false, true);
    }

    @Test
    void anExchangeWhosePartsWereNotReadCarriesThoseOfItsNextUse() {
        var read = new CopyOnWriteArrayList<String>();
        var port = on.start(on.options(1, 10), (request, body, reply) -> {
                    for (var part = request.equals("reads") ? body.awaitPart(20_000_000_000L) : null;
                            part != null;
                            part = body.awaitPart(20_000_000_000L)) {
                        read.add(ExchangeFixture.text(part));
                        part.release();
                    }
                    reply.done();
                })
                .port(on.loop);
        var exchange = on.offer(port, 1, "does not");
        var unread = on.unit("unread");
        if (exchange.offerPart(unread) != Offer.ACCEPTED) {
            unread.release();
        }
        on.untilEnds(1);
        assertThat(port.offer(exchange.reset(1, "reads"))).isEqualTo(Offer.ACCEPTED);
        for (var each : List.of("1", "2", "3")) {
            assertThat(exchange.offerPart(on.unit(each))).isEqualTo(Offer.ACCEPTED);
        }
        exchange.endOfParts();
        on.untilEnds(2);
        assertThat(read).containsExactly("1", "2", "3");
    }

    @Test
    void theStackOfAWorkerIsAsLargeAsItIsTold() {
        var small = depth(256 << 10);
        var large = depth(64 << 20);
        assertThat(large).isGreaterThan(10 * small);
        assertThatThrownBy(() -> on.options(1, 1).stackBytes(100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("workers group: stackBytes: wanted 131072 to 1073741824, got 100");
    }

    private int depth(long stackBytes) {
        var deepest = new AtomicInteger();
        var group = WorkerGroup.<String>start(on.options(1, 1).stackBytes(stackBytes), () -> (request, body, reply) -> {
            try {
                descend(deepest);
            } catch (StackOverflowError expected) {
                reply.done();
            }
        });
        int before = on.ends;
        on.offer(group.port(on.loop), 1, "deep");
        on.untilEnds(before + 1);
        group.close();
        return deepest.get();
    }

    private static void descend(AtomicInteger depth) {
        depth.incrementAndGet();
        descend(depth);
        depth.getPlain();
    }
}
