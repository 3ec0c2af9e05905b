// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests and answers over a real socket.
@Timeout(60)
class HttpTest {
    private static final ResponseHeaders TEXT = ResponseHeaders.of("Content-Type", "text/plain");
    private static final HttpHandler TARGET =
            exchange -> exchange.respond(200, TEXT, exchange.head().target());

    @Test
    void aRequestIsAnsweredWithItsLengthAndTheConnectionGoesOn() {
        try (var server = Served.with(TARGET);
                var client = server.client()) {
            var answer = client.get("/one").answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("/one");
            assertThat(answer.header("Content-Length")).isEqualTo("4");
            assertThat(answer.header("Content-Type")).isEqualTo("text/plain");
            assertThat(answer.header("Server")).isEqualTo("heddle");
            assertThat(answer.header("Date")).endsWith(" GMT");
            assertThat(answer.header("Connection")).isNull();
            assertThat(client.get("/two").answer().body()).isEqualTo("/two");
        }
    }

    @Test
    void theWordsOfAStatusCanBeTheHandlersOwn() throws Exception {
        var words = new ResponseHeaders.Builder().reason(201, "Fresh").build();
        try (var server = Served.with(
                        exchange -> exchange.respond(exchange.head().methodIs("GET") ? 201 : 200, TEXT.with(words)));
                var client = server.client()) {
            var line = client.get("/").socket.getInputStream().readNBytes(20);
            assertThat(new String(line, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 201 Fresh\r\n");
        }
        assertThatThrownBy(() -> new ResponseHeaders.Builder().reason(200, "a\r\nb"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 50, 500})
    void pipelinedRequestsAreAllAnsweredInOrderAndOthersAreServedMeanwhile(int requests) {
        try (var server = Served.with(TARGET);
                var client = server.client();
                var other = server.client()) {
            var text = new StringBuilder();
            for (int i = 0; i < requests; i++) {
                text.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            client.send(text.toString());
            assertThat(other.get("/other").answer().body()).isEqualTo("/other");
            for (int i = 0; i < requests; i++) {
                assertThat(client.answer().body()).isEqualTo("/" + i);
            }
        }
    }

    @Test
    void handlersThatFinishOutOfOrderAreAnsweredInOrder() throws Exception {
        var waiting = new LinkedBlockingQueue<HttpExchange>();
        try (var server = Served.with(waiting::add);
                var client = server.client()) {
            for (int i = 0; i < 5; i++) {
                client.get("/" + i);
            }
            var exchanges = new ArrayList<HttpExchange>();
            for (int i = 0; i < 5; i++) {
                exchanges.add(waiting.poll(10, TimeUnit.SECONDS));
            }
            for (int i : new int[] {3, 1, 4, 0, 2}) {
                server.ask(() -> {
                    exchanges.get(i).respond(200, TEXT, "answer " + i);
                    return true;
                });
            }
            for (int i = 0; i < 5; i++) {
                assertThat(client.answer().body()).isEqualTo("answer " + i);
            }
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfPipelinedRequestsLeavesNothingBehind() throws Exception {
        var waiting = new LinkedBlockingQueue<HttpExchange>();
        var gone = new LinkedBlockingQueue<HttpExchange>();
        try (var server = Served.with(exchange -> {
            exchange.onGone(() -> gone.add(exchange));
            waiting.add(exchange);
        })) {
            try (var client = server.client()) {
                client.get("/0").get("/1").get("/2");
                for (int i = 0; i < 3; i++) {
                    assertThat(waiting.poll(10, TimeUnit.SECONDS)).isNotNull();
                }
            }
            for (int i = 0; i < 3; i++) {
                var exchange = gone.poll(10, TimeUnit.SECONDS);
                assertThat(exchange).isNotNull();
                server.ask(() -> {
                    exchange.respond(200, TEXT, "nobody reads this");
                    return true;
                });
            }
            while (server.ask(server.http::connections) > 0) {
                Thread.yield();
            }
            assertThat(server.ask(server.http::underWay)).isZero();
        }
    }

    @Test
    void anAnswerWithoutALengthGoesOutInChunksWithItsTrailers() {
        try (var server = Served.with(exchange -> {
                    exchange.start(200, TEXT);
                    exchange.append(java.lang.foreign.MemorySegment.ofArray("abc".getBytes(StandardCharsets.US_ASCII)));
                    exchange.append(java.lang.foreign.MemorySegment.ofArray(new byte[40_000]));
                    exchange.sendTrailers(ResponseHeaders.of("X-Sum", "1"));
                    exchange.finish();
                });
                var client = server.client()) {
            var answer = client.get("/").answer();
            assertThat(answer.whole()).isTrue();
            assertThat(answer.body()).hasSize(40_003).startsWith("abc");
            assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(answer.header("X-Sum")).isEqualTo("1");
            assertThat(client.get("/").answer().whole()).isTrue();
        }
    }

    @Test
    void aBodyComesInPartsAndTheNextRequestBehindIt() {
        try (var server = Served.with(HttpTest::echo);
                var client = server.client()) {
            client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                    + "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nT: 1\r\n\r\n"
                    + "GET /c HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("hello");
            assertThat(client.answer().body()).isEqualTo("abcdefg");
            assertThat(client.answer().body()).isEmpty();
        }
    }

    static void echo(HttpExchange exchange) {
        exchange.body(new BodyListener() {
            private final List<byte[]> parts = new ArrayList<>();

            @Override
            public boolean onPart(HttpExchange same, dev.heddle.runtime.unit.Unit unit, int from, int length) {
                parts.add(unit.payload().asSlice(from, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
                unit.release();
                return true;
            }

            @Override
            public void onEnd(HttpExchange same) {
                var whole = new java.io.ByteArrayOutputStream();
                parts.forEach(whole::writeBytes);
                same.respond(200, TEXT, whole.toByteArray());
            }

            @Override
            public void onFailed(HttpExchange same, BodyFailure why) {
                parts.clear();
            }
        });
    }
}
