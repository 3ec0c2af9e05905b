// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How answers are framed, and what becomes of those that are cut short.
@Timeout(60)
class HttpAnswerTest {
    private static final ResponseHeaders NONE = ResponseHeaders.NONE;

    private static MemorySegment bytes(String text) {
        return MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() {
        try (var server = Served.with(exchange -> exchange.respond(200, NONE, "12345"));
                var client = server.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").get("/");
            var head = client.answer(false);
            assertThat(head.header("Content-Length")).isEqualTo("5");
            assertThat(client.answer().body()).isEqualTo("12345");
        }
    }

    @Test
    void headOfAnAnswerInPartsHasNoBodyEither() {
        try (var server = Served.with(exchange -> {
                    exchange.start(200, NONE);
                    exchange.append(bytes("12345"));
                    exchange.finish();
                });
                var client = server.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").get("/");
            assertThat(client.answer(false).status()).isEqualTo(200);
            assertThat(client.answer().body()).isEqualTo("12345");
        }
    }

    @Test
    void answersThatNeverHaveABodySendNone() {
        var status = new AtomicInteger();
        try (var server = Served.with(exchange -> exchange.respond(status.get(), NONE, "dropped"));
                var client = server.client()) {
            for (int without : new int[] {204, 304}) {
                status.set(without);
                var answer = client.get("/").answer();
                assertThat(answer.status()).isEqualTo(without);
                assertThat(answer.header("Content-Length")).isNull();
            }
            status.set(200);
            assertThat(client.get("/").answer().body()).isEqualTo("dropped");
        }
    }

    @Test
    void anHttp10ClientGetsALengthWhereTheAnswerIsShort() {
        try (var server = Served.with(exchange -> {
                    exchange.start(200, NONE);
                    exchange.append(bytes("abc"));
                    exchange.append(bytes("def"));
                    exchange.finish();
                });
                var client = server.client()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            var answer = client.answer();
            assertThat(answer.header("Content-Length")).isEqualTo("6");
            assertThat(answer.header("Transfer-Encoding")).isNull();
            assertThat(answer.header("Connection")).isEqualTo("keep-alive");
            assertThat(answer.body()).isEqualTo("abcdef");
            assertThat(client.send("GET / HTTP/1.0\r\n\r\n").answer().header("Connection"))
                    .isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void anHttp10ClientGetsALongAnswerUpToTheEndOfTheConnection() {
        try (var server = Served.with(exchange -> {
                    exchange.start(200, NONE);
                    for (int i = 0; i < 10; i++) {
                        exchange.append(MemorySegment.ofArray(new byte[30_000]));
                    }
                    exchange.finish();
                });
                var client = server.client()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            var answer = client.answer();
            assertThat(answer.header("Content-Length")).isNull();
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.body()).hasSize(300_000);
            assertThat(answer.whole()).isTrue();
        }
    }

    @Test
    void anAnswerThatIsAbortedNeverLooksWhole() {
        for (var request : new String[] {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
            var waiting = new LinkedBlockingQueue<HttpExchange>();
            try (var server = Served.with(exchange -> {
                        exchange.start(200, NONE);
                        exchange.append(MemorySegment.ofArray(new byte[200_000]));
                        waiting.add(exchange);
                    });
                    var client = server.client()) {
                client.send(request);
                var exchange = waiting.poll(10, TimeUnit.SECONDS);
                client.bytes(1000);
                server.ask(() -> {
                    exchange.abort("enough");
                    return true;
                });
                assertThat(client.restIsCut()).as(request).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void aBodyShorterThanItsContentLengthCutsTheConnectionAndIsAnError() {
        try (var server = Served.with(exchange -> {
                    exchange.start(200, ResponseHeaders.of("Content-Length", "10"));
                    exchange.append(bytes("abc"));
                    exchange.finish();
                });
                var client = server.client()) {
            assertThat(client.get("/").isCutShort()).isTrue();
            assertThat(server.reported().getFirst())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a body of 10 bytes as its Content-Length says, got 7 less");
        }
    }

    @Test
    void aBodyLongerThanItsContentLengthCutsTheConnectionAndIsAnError() {
        try (var server = Served.with(exchange -> {
                    exchange.start(200, ResponseHeaders.of("Content-Length", "2"));
                    exchange.append(bytes("abc"));
                });
                var client = server.client()) {
            assertThat(client.get("/").isCutShort()).isTrue();
            assertThat(server.reported().getFirst()).hasMessageContaining("got 1 more");
        }
    }

    @Test
    void aHandlerThatThrowsIsAnswered500AndTheConnectionGoesOn() {
        try (var server = Served.with(exchange -> {
                    if (exchange.head().target().equals("/bad")) {
                        throw new IllegalStateException("oops");
                    }
                    exchange.respond(200, NONE, "good");
                });
                var client = server.client()) {
            var answer = client.get("/bad").get("/good").answer();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("oops");
            assertThat(client.answer().body()).isEqualTo("good");
            assertThat(server.reported().getFirst()).hasMessage("oops");
        }
    }

    @Test
    void aClientIsToldToContinueOnlyWhenTheHandlerReads() throws Exception {
        var waiting = new LinkedBlockingQueue<HttpExchange>();
        try (var server = Served.with(exchange -> {
                    if (exchange.hasBody()) {
                        waiting.add(exchange);
                    } else {
                        exchange.respond(200, NONE, "first");
                    }
                });
                var client = server.client()) {
            client.get("/").send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("first");
            var exchange = waiting.poll(10, TimeUnit.SECONDS);
            server.ask(() -> {
                HttpTest.echo(exchange);
                return true;
            });
            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.send("abc").answer().body()).isEqualTo("abc");
        }
    }

    @Test
    void aRequestThatIsAnsweredBeforeItsBodyWasAskedForClosesTheConnection() {
        try (var server = Served.with(exchange -> exchange.respond(401, NONE));
                var client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            var answer = client.answer();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aProducerThatWaitsForRoomSendsAnyAmountWithinItsLimit() {
        var most = new AtomicInteger();
        try (var server = Served.with(exchange -> {
                    exchange.start(200, NONE);
                    new Producer(exchange, most).run();
                });
                var client = server.client()) {
            var answer = client.get("/").answer();
            assertThat(answer.whole()).isTrue();
            assertThat(answer.body()).hasSize(30_000_000);
            assertThat(most.get()).isLessThan(64 << 10);
        }
    }

    /// Appends until it is told to wait, and goes on when there is room.
    private static final class Producer implements Runnable {
        private final HttpExchange exchange;
        private final AtomicInteger most;
        private int sent;

        Producer(HttpExchange exchange, AtomicInteger most) {
            this.exchange = exchange;
            this.most = most;
            exchange.onRoom(this);
        }

        @Override
        public void run() {
            while (sent < 3000) {
                sent++;
                var outcome = exchange.append(MemorySegment.ofArray(new byte[10_000]));
                if (outcome == Appended.BEHIND) {
                    return;
                }
                most.set((int) Math.max(most.get(), exchange.pendingBytes()));
            }
            exchange.finish();
        }
    }

    @Test
    void aProducerThatDoesNotWaitIsStopped() {
        try (var server = Served.with(exchange -> {
                    exchange.start(200, NONE);
                    while (true) {
                        exchange.append(MemorySegment.ofArray(new byte[100_000]));
                    }
                });
                var client = server.client()) {
            client.get("/");
            assertThat(client.restIsCut()).isTrue();
            assertThat(server.reported().getFirst()).hasMessageContaining("wanted to wait for onRoom after BEHIND");
        }
    }

    @Test
    void unitsGoOutWithoutBeingCopiedAndComeHome() {
        Served[] holder = new Served[1];
        try (var server = Served.with(exchange -> {
                    Unit unit = holder[0].heap.allocate();
                    unit.payload().fill((byte) 'u');
                    unit.lengthBytes(16_000);
                    exchange.respond(200, NONE, unit);
                });
                var client = server.client()) {
            holder[0] = server;
            assertThat(client.get("/").answer().body()).isEqualTo("u".repeat(16_000));
            assertThat(client.get("/").answer().body()).isEqualTo("u".repeat(16_000));
        }
    }

    @Test
    void theHeadIsGoneAfterItsHandlerUnlessItWasDetached() throws Exception {
        var waiting = new LinkedBlockingQueue<Object>();
        try (var server = Served.with(exchange -> {
                    waiting.add(exchange.head());
                    waiting.add(exchange.head().detach());
                    waiting.add(exchange);
                });
                var client = server.client()) {
            client.get("/kept");
            var lent = (RequestHead) waiting.poll(10, TimeUnit.SECONDS);
            var kept = (RequestHead) waiting.poll(10, TimeUnit.SECONDS);
            var exchange = (HttpExchange) waiting.poll(10, TimeUnit.SECONDS);
            assertThat(kept.target()).isEqualTo("/kept");
            server.ask(() -> {
                assertThatThrownBy(lent::target).hasMessageContaining("keep a detach()");
                assertThatThrownBy(exchange::head).hasMessageContaining("keep a detach()");
                exchange.respond(200, NONE);
                assertThatThrownBy(() -> exchange.respond(200, NONE)).hasMessageContaining("wanted one answer");
                return true;
            });
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aStoppedLayerClosesIdleConnectionsAndTheOthersBehindTheirAnswers() throws Exception {
        var waiting = new LinkedBlockingQueue<HttpExchange>();
        try (var server = Served.with(waiting::add);
                var idle = server.client();
                var busy = server.client()) {
            busy.get("/");
            var exchange = waiting.poll(10, TimeUnit.SECONDS);
            server.ask(() -> {
                server.http.stop();
                return true;
            });
            assertThat(idle.isEnded()).isTrue();
            server.ask(() -> {
                exchange.respond(200, NONE, "last");
                return true;
            });
            var answer = busy.answer();
            assertThat(answer.body()).isEqualTo("last");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(busy.isEnded()).isTrue();
        }
    }

    @Test
    void aClientThatClosesItsSideIsStillAnswered() throws Exception {
        try (var server = Served.with(exchange -> exchange.respond(200, NONE, "still"));
                var client = server.client()) {
            client.get("/");
            client.socket.shutdownOutput();
            assertThat(client.answer().body()).isEqualTo("still");
            assertThat(client.isEnded()).isTrue();
        }
    }
}
