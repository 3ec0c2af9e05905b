// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.worker.Append;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Answers from other threads.
@Timeout(60)
class ExchangeDoorTest {
    private static final long LONG = 20_000_000_000L;

    private interface Blocking {
        void answer(ExchangeDoor door) throws Exception;
    }

    private static HttpHandler onVirtualThreads(Blocking handler) {
        return exchange -> {
            var door = exchange.door();
            Thread.startVirtualThread(() -> {
                try {
                    handler.answer(door);
                } catch (Exception e) {
                    door.abort("failed: " + e);
                }
            });
        };
    }

    @Test
    void aWholeAnswerComesInOneStep() {
        try (var server = Served.with(onVirtualThreads(
                        door -> door.respond(200, ResponseHeaders.NONE, "hello".getBytes(StandardCharsets.US_ASCII))));
                var client = server.client()) {
            assertThat(client.get("/").answer().body()).isEqualTo("hello");
            assertThat(client.get("/").answer().body()).isEqualTo("hello");
        }
    }

    @Test
    void partsWaitForAClientThatReadsSlowlyAndComeInOrder() {
        try (var server = Served.with(onVirtualThreads(door -> {
                    door.start(200, ResponseHeaders.NONE);
                    for (int i = 0; i < 2000; i++) {
                        var part = new byte[10_000];
                        java.util.Arrays.fill(part, (byte) ('a' + i % 26));
                        assertThat(door.append(part, LONG)).isEqualTo(Append.ACCEPTED);
                    }
                    door.finish();
                }));
                var client = server.client()) {
            var answer = client.get("/").answer();
            assertThat(answer.whole()).isTrue();
            assertThat(answer.body()).hasSize(20_000_000);
            for (int i = 0; i < 2000; i++) {
                assertThat(answer.body().charAt(i * 10_000)).isEqualTo((char) ('a' + i % 26));
            }
        }
    }

    @Test
    void aClientThatLeavesIsToldToTheThread() throws Exception {
        var outcome = new CompletableFuture<Append>();
        try (var server = Served.with(onVirtualThreads(door -> {
            door.start(200, ResponseHeaders.NONE);
            var last = Append.ACCEPTED;
            while (last == Append.ACCEPTED) {
                last = door.append(new byte[100_000], LONG);
            }
            door.abort("gone");
            outcome.complete(last);
        }))) {
            try (var client = server.client()) {
                client.get("/");
                client.bytes(100);
            }
            assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(Append.GONE);
        }
    }

    @Test
    void anAppendThatFindsNoRoomInTimeSaysSo() throws Exception {
        var outcome = new CompletableFuture<Append>();
        try (var server = Served.with(onVirtualThreads(door -> {
                    door.start(200, ResponseHeaders.NONE);
                    var last = Append.ACCEPTED;
                    while (last == Append.ACCEPTED) {
                        last = door.append(new byte[100_000], 1_000_000L);
                    }
                    door.abort("too slow");
                    outcome.complete(last);
                }));
                var client = server.client()) {
            client.get("/");
            assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(Append.TIMED_OUT);
            assertThat(client.isCutShort()).isTrue();
        }
    }

    @Test
    void aBodyIsReadByTheThreadAndHoldsTheClientBackMeanwhile() {
        try (var server = Served.with(onVirtualThreads(door -> {
                    var buffer = new byte[7000];
                    long sum = 0;
                    int length;
                    while ((length = door.read(buffer, 0, buffer.length, LONG)) > 0) {
                        for (int i = 0; i < length; i++) {
                            sum += buffer[i];
                        }
                    }
                    assertThat(length).isEqualTo(ExchangeDoor.END);
                    door.respond(200, ResponseHeaders.NONE, Long.toString(sum).getBytes(StandardCharsets.US_ASCII));
                }));
                var client = server.client()) {
            var body = new byte[3_000_000];
            long sum = 0;
            for (int i = 0; i < body.length; i++) {
                body[i] = (byte) (i % 100);
                sum += body[i];
            }
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: " + body.length
                    + "\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            client.send(body);
            assertThat(client.answer().body()).isEqualTo(Long.toString(sum));
        }
    }

    @Test
    void whatWasNotReadIsGivenBack() {
        try (var server = Served.with(onVirtualThreads(door -> {
                    door.read(new byte[10], 0, 10, LONG);
                    door.respond(200, ResponseHeaders.NONE, new byte[0]);
                }));
                var client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n");
            client.send(new byte[50_000]);
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer().status())
                    .isEqualTo(200);
        }
    }
}
