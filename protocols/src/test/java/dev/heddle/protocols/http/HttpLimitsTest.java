// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.loop.VirtualTime;
import dev.heddle.runtime.unit.Unit;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Times, numbers and memory that run out.
@Timeout(60)
class HttpLimitsTest {
    private static final HttpHandler OK = exchange -> exchange.respond(200, ResponseHeaders.NONE, "ok");
    private final VirtualTime time = new VirtualTime();

    @Test
    void aHeadThatDoesNotEndIsAnswered408AndClosed() {
        try (var server = Served.at(time, options -> options, OK);
                var client = server.client()) {
            client.send("GET / HTTP/1.1\r\nHo");
            server.pass(time, Duration.ofSeconds(9));
            client.send("st: a\r\n");
            server.pass(time, Duration.ofSeconds(4));
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aBodyThatStopsIsAnswered408AndTheListenerTold() throws Exception {
        var failures = new LinkedBlockingQueue<BodyFailure>();
        try (var server = Served.at(time, options -> options, exchange -> {
                    if (exchange.head().target().equals("/settled")) {
                        OK.onRequest(exchange);
                    } else {
                        exchange.body(failing(failures));
                    }
                });
                var client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
            server.pass(time, Duration.ofSeconds(29));
            client.send("c");
            server.pass(time, Duration.ofSeconds(29));
            assertThat(failures).isEmpty();
            server.pass(time, Duration.ofSeconds(10));
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(client.isEnded()).isTrue();
            assertThat(failures.poll(10, TimeUnit.SECONDS)).isEqualTo(BodyFailure.TIMED_OUT);
        }
    }

    private static BodyListener failing(LinkedBlockingQueue<BodyFailure> failures) {
        return new BodyListener() {
            @Override
            public boolean onPart(HttpExchange exchange, Unit unit, int fromBytes, int lengthBytes) {
                unit.release();
                return true;
            }

            @Override
            public void onEnd(HttpExchange exchange) {
                exchange.respond(200, ResponseHeaders.NONE);
            }

            @Override
            public void onFailed(HttpExchange exchange, BodyFailure why) {
                failures.add(why);
            }
        };
    }

    @Test
    void aSilentConnectionIsClosedWithoutAWord() {
        try (var server = Served.at(time, options -> options, OK);
                var client = server.client()) {
            assertThat(client.get("/").answer().status()).isEqualTo(200);
            server.pass(time, Duration.ofSeconds(50));
            assertThat(client.get("/").answer().status()).isEqualTo(200);
            server.pass(time, Duration.ofSeconds(70));
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aHandlerMayTakeItsTime() throws Exception {
        var waiting = new LinkedBlockingQueue<HttpExchange>();
        try (var server = Served.at(time, options -> options, exchange -> {
                    if (exchange.head().target().equals("/settled")) {
                        OK.onRequest(exchange);
                    } else {
                        waiting.add(exchange);
                    }
                });
                var client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
            var exchange = waiting.poll(10, TimeUnit.SECONDS);
            server.pass(time, Duration.ofHours(1));
            server.ask(() -> {
                OK.onRequest(exchange);
                return true;
            });
            assertThat(client.answer().body()).isEqualTo("ok");
            assertThat(client.get("/settled").answer().body()).isEqualTo("ok");
        }
    }

    @Test
    void oneConnectionTooManyIsAnswered503() {
        try (var server = Served.with(options -> options.maxConnections(2), OK);
                var one = server.client();
                var two = server.client()) {
            assertThat(one.get("/").answer().status()).isEqualTo(200);
            assertThat(two.get("/").answer().status()).isEqualTo(200);
            try (var three = server.client()) {
                var answer = three.answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEqualTo("5");
                assertThat(three.isEnded()).isTrue();
            }
            assertThat(one.get("/").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void oneRequestTooManyIsAnswered503AndTheConnectionGoesOn() throws Exception {
        var waiting = new LinkedBlockingQueue<HttpExchange>();
        try (var server = Served.with(options -> options.maxUnderWay(2), waiting::add);
                var one = server.client();
                var two = server.client()) {
            one.get("/").get("/");
            var first = waiting.poll(10, TimeUnit.SECONDS);
            var second = waiting.poll(10, TimeUnit.SECONDS);
            assertThat(two.get("/").answer().status()).isEqualTo(503);
            server.ask(() -> {
                OK.onRequest(first);
                OK.onRequest(second);
                return true;
            });
            two.get("/");
            var third = waiting.poll(10, TimeUnit.SECONDS);
            server.ask(() -> {
                OK.onRequest(third);
                return true;
            });
            assertThat(two.answer().status()).isEqualTo(200);
            assertThat(one.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aHandlerThatWantsLengthsAnswers411ToChunksAndTheConnectionGoesOn() {
        try (var server = Served.with(OK.wantingLength());
                var client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(411);
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.get("/").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void requestsBeyondTheRowWaitUntilEarlierOnesAreAnswered() throws Exception {
        var waiting = new LinkedBlockingQueue<HttpExchange>();
        var three = HttpLimits.defaults().pipelined(3);
        try (var server = Served.with(options -> options.limits(three), waiting::add);
                var client = server.client()) {
            client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n".repeat(10));
            for (int i = 0; i < 10; i++) {
                var exchange = waiting.poll(10, TimeUnit.SECONDS);
                assertThat(server.ask(server.http::underWay)).isLessThanOrEqualTo(3);
                server.ask(() -> {
                    OK.onRequest(exchange);
                    return true;
                });
                assertThat(client.answer().body()).isEqualTo("ok");
            }
        }
    }

    @Test
    void aServerWithFewUnitsAnswersEverybodyInTheEnd() {
        var body = new byte[100_000];
        try (var server = Served.with(
                2048,
                24,
                options -> options.windowBytes(8192),
                plan -> plan,
                exchange -> exchange.respond(200, ResponseHeaders.NONE, body))) {
            var clients = new java.util.ArrayList<Client>();
            for (int i = 0; i < 20; i++) {
                clients.add(server.client().get("/"));
            }
            for (var client : clients) {
                assertThat(client.answer().body()).hasSize(100_000);
                client.close();
            }
        }
    }

    @Test
    void anyOneAllocationThatFailsCostsNoAnswerAndNoUnit() {
        for (int nth = 1; nth < 12; nth++) {
            try (var server = Served.with(HttpTest::echo);
                    var client = server.client()) {
                server.heap.refuseAllocation(nth);
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
                client.send("x".repeat(60_000));
                assertThat(client.answer().body()).as("allocation %d", nth).hasSize(60_000);
                client.send("GET / HTTP/1.1\r\nHo").send("st: a\r\n\r\n");
                assertThat(client.answer().status()).isIn(200, 503);
            }
        }
    }
}
