// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.loop.VirtualTime;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One line for each exchange.
@Timeout(60)
class AccessLogTest {
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<HttpExchange> waiting = new LinkedBlockingQueue<>();

    private Served served() {
        return Served.at(
                new VirtualTime(1_790_000_000_000L),
                options -> options.accessLog(entry -> lines.add(AccessLine.combined(entry))),
                exchange -> {
                    if (exchange.head().target().equals("/wait")) {
                        waiting.add(exchange);
                    } else {
                        exchange.respond(200, ResponseHeaders.NONE, "12345");
                    }
                });
    }

    private String line() throws InterruptedException {
        return lines.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void anAnsweredRequestIsALineWithEverythingOfThePeersEscaped() throws Exception {
        try (var server = served();
                var client = server.client()) {
            client.send("GET /a\"b?c=\\ HTTP/1.1\r\nHost: a\r\nReferer: http://x/\"\r\nUser-Agent: \u00e4 b\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(line())
                    .isEqualTo("127.0.0.1 - - [21/Sep/2026:14:13:20 +0000] \"GET /a\\x22b?c=\\x5c HTTP/1.1\" 200 5"
                            + " \"http://x/\\x22\" \"\\xe4 b\"");
        }
    }

    @Test
    void anAnswerThatComesLaterStillKnowsItsRequest() throws Exception {
        try (var server = served();
                var client = server.client()) {
            client.get("/wait").get("/next");
            var exchange = waiting.poll(10, TimeUnit.SECONDS);
            server.ask(() -> {
                exchange.respond(404, ResponseHeaders.NONE);
                return true;
            });
            assertThat(line()).contains("\"GET /wait HTTP/1.1\" 404 - \"-\" \"-\"");
            assertThat(line()).contains("\"GET /next HTTP/1.1\" 200 5");
        }
    }

    @Test
    void whatIsNoRequestAndWhatWasNeverAnsweredAreLinesToo() throws Exception {
        try (var server = served()) {
            try (var client = server.client()) {
                client.send("nonsense\r\n\r\n");
                assertThat(client.answer().status()).isEqualTo(400);
            }
            assertThat(line()).contains("] \"-\" 400 16 \"-\" \"-\"");
            try (var client = server.client()) {
                client.get("/wait");
                var exchange = waiting.poll(10, TimeUnit.SECONDS);
                client.socket.setSoLinger(true, 0);
                client.close();
                assertThat(line()).contains("\"GET /wait HTTP/1.1\" 499 -");
                assertThat(exchange.isGone()).isTrue();
            }
        }
    }
}
