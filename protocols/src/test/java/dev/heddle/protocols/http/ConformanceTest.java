// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What must be read in one way only, and what becomes of the connection. In a case, `$` is CRLF and what is
/// before the first bar the statuses that must come, with `x` where the connection must end behind them.
///
/// Each request is followed by another one for `/next`; that one must be answered unless the connection ends.
/// Source: RFC 9112, by section
@Timeout(60)
class ConformanceTest {
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

    private static void check(String line) {
        int bar = line.indexOf('|');
        var wanted = line.substring(0, bar).strip();
        var request = line.substring(bar + 1)
                .stripLeading()
                .replace("$", "\r\n")
                .replace("\\0", "\0")
                .replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\\v", "\u000b");
        try (var server = Served.with(HttpTest::echo);
                var client = server.client()) {
            client.send((request + NEXT).getBytes(StandardCharsets.ISO_8859_1));
            var statuses = new ArrayList<String>();
            for (int i = 0; i < wanted.split(" ").length; i++) {
                statuses.add(status(client, wanted, i));
            }
            assertThat(String.join(" ", statuses))
                    .as(line.substring(0, Math.min(80, line.length())))
                    .isEqualTo(wanted);
        }
    }

    private static String status(Client client, String wanted, int i) {
        if (wanted.split(" ")[i].equals("x")) {
            return client.isEnded() ? "x" : "more";
        }
        var answer = client.answer();
        return answer == null ? "x" : Integer.toString(answer.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 200 | GET / HTTP/1.1$Host: a$$",
                "200 200 | $$GET / HTTP/1.1$Host: a$$", // 2.2
                "200 200 | GET http://a/b HTTP/1.1$Host: a$$", // 3.2.2
                "200 200 | OPTIONS * HTTP/1.1$Host: a$$", // 3.2.4
                "200 200 | GET / HTTP/1.7$Host: a$$", // 2.3
                "200 200 | GET / HTTP/1.1$HOST:a$X:$$",
                "200 200 | POST / HTTP/1.1$Host: a$Content-Length: 3$$abc",
                "200 200 | POST / HTTP/1.1$Host: a$Content-Length: 0$$",
                "200 200 | POST / HTTP/1.1$Host: a$Content-Length: 003$$abc",
                "200 200 | POST / HTTP/1.1$Host: a$Transfer-Encoding: chunked$$3$abc$0$$", // 7.1
                "200 200 | POST / HTTP/1.1$Host: a$Transfer-Encoding: Chunked$$3$abc$000$$",
                "200 200 | POST / HTTP/1.1$Host: a$Transfer-Encoding: chunked$$3;x=\"y z\"$abc$0;q$$", // 7.1.1
                "200 200 | POST / HTTP/1.1$Host: a$Transfer-Encoding: chunked$$a$0123456789$0$X: 1$Y: 2$$", // 7.1.2
                "200 200 | GET / HTTP/1.1$Host: a$Connection: keep-alive, x$$",
                "200 200 | GET / HTTP/1.0$Connection: Keep-Alive$$", // 9.3
                "200 x   | GET / HTTP/1.0$$",
                "200 x   | GET / HTTP/1.0$Host: a$$",
                "200 x   | GET / HTTP/1.1$Host: a$Connection: close$$", // 9.6
                "200 x   | GET / HTTP/1.1$Host: a$Connection: keep-alive, Close$$"
            })
    void isAnsweredAsItSays(String line) {
        check(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "400 x | GET / HTTP/1.1$$", // 3.2: no host
                "400 x | GET / HTTP/1.1$Host: a$Host: a$$",
                "400 x | GET / HTTP/1.1$Host: a b$$",
                "400 x | GET / HTTP/1.1$Host: a/b$$",
                "400 x | GET / HTTP/1.1$Host : a$$", // 5.1
                "400 x | GET / HTTP/1.1$ Host: a$$", // 2.2
                "400 x | GET / HTTP/1.1$Host: a$X: b$ c$$", // 5.2
                "400 x | GET / HTTP/1.1$Host: a$X: b\\0c$$", // 5.5
                "400 x | GET / HTTP/1.1$Host: a$X: b\\rc$$",
                "400 x | GET / HTTP/1.1\\nHost: a\\n\\n", // no bare LF
                "400 x | GET / HTTP/1.1$Host: a$: b$$",
                "400 x | GET / HTTP/1.1$Host: a$X(y): b$$",
                "400 x | GET / HTTP/1.1$Host: a$X$$",
                "400 x | GET  / HTTP/1.1$Host: a$$", // 3
                "400 x | GET /  HTTP/1.1$Host: a$$",
                "400 x | GET /a b HTTP/1.1$Host: a$$",
                "400 x | GET\\0 / HTTP/1.1$Host: a$$",
                "400 x | GET / http/1.1$Host: a$$", // 2.3
                "400 x | GET /$$",
                "400 x | GET a HTTP/1.1$Host: a$$",
                "400 x | GET /#f HTTP/1.1$Host: a$$",
                "400 x | GET * HTTP/1.1$Host: a$$",
                "400 x | POST / HTTP/1.1$Host: a$Content-Length: 3$Content-Length: 4$$abc", // 6.3
                "400 x | POST / HTTP/1.1$Host: a$Content-Length: 3$Content-Length: 3$$abc",
                "400 x | POST / HTTP/1.1$Host: a$Content-Length: 3, 3$$abc",
                "400 x | POST / HTTP/1.1$Host: a$Content-Length: +3$$abc",
                "400 x | POST / HTTP/1.1$Host: a$Content-Length: -1$$",
                "400 x | POST / HTTP/1.1$Host: a$Content-Length: 0x3$$abc",
                "400 x | POST / HTTP/1.1$Host: a$Content-Length: 18446744073709551619$$abc",
                "400 x | POST / HTTP/1.1$Host: a$Content-Length: $$",
                "400 x | POST / HTTP/1.1$Host: a$Content-Length: 6$Transfer-Encoding: chunked$$0$$G",
                "400 x | POST / HTTP/1.1$Host: a$Transfer-Encoding: chunked$Content-Length: 6$$0$$G",
                "400 x | POST / HTTP/1.1$Host: a$Transfer-Encoding: chunked$Transfer-Encoding: chunked$$0$$",
                "400 x | POST / HTTP/1.1$Host: a$Transfer-Encoding: chunked, identity$$0$$", // 6.1
                "400 x | POST / HTTP/1.1$Host: a$Transfer-Encoding: xchunked$$0$$",
                "400 x | POST / HTTP/1.1$Host: a$Transfer-Encoding: \\vchunked$$0$$",
                "400 x | POST / HTTP/1.0$Host: a$Transfer-Encoding: chunked$$0$$",
                "501 x | POST / HTTP/1.1$Host: a$Transfer-Encoding: gzip, chunked$$0$$",
                "501 x | CONNECT a:443 HTTP/1.1$Host: a:443$$",
                "505 x | GET / HTTP/2.0$Host: a$$",
                "417 x | POST / HTTP/1.1$Host: a$Content-Length: 3$Expect: a-miracle$$abc",
                "413 x | POST / HTTP/1.1$Host: a$Content-Length: 99999999$$abc"
            })
    void isRefusedAndTheConnectionCloses(String line) {
        check(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x3$abc$0$$",
                "-1$abc$0$$",
                "+3$abc$0$$",
                " 3$abc$0$$",
                "$",
                "FFFFFFFFFFFFFFFFF$abc$0$$",
                "3\\nabc\\n0\\n\\n",
                "3$abcXX0$$",
                "3$abcd$0$$",
                "3;\\nxx$abc$0$$",
                "3;x\\0$abc$0$$",
                "3$abc$0$X$$",
                "3$abc$0$X : 1$$"
            })
    void malformedChunksAreRefusedAndTheConnectionCloses(String chunks) {
        check("400 x | POST / HTTP/1.1$Host: a$Transfer-Encoding: chunked$$" + chunks);
    }

    @Test
    void aHeadThatComesAByteAtATimeIsAnswered() throws Exception {
        try (var server = Served.with(HttpTest::echo);
                var client = server.client()) {
            client.socket.setTcpNoDelay(true);
            for (byte b : (NEXT + NEXT).getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {b});
            }
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void headersAboveTheirLimitsAreRefused() {
        for (var request : List.of(
                "431 x | GET / HTTP/1.1$Host: a$X: " + "a".repeat(64 << 10) + "$$",
                "431 x | GET / HTTP/1.1$Host: a$" + "X: a$".repeat(100) + "$",
                "414 x | GET /" + "a".repeat(9 << 10) + " HTTP/1.1$Host: a$$")) {
            check(request);
        }
    }

    @Test
    void aHeadThatOutgrowsAUnitIsAnswered() {
        try (var server = Served.with(
                        4096,
                        1024,
                        options -> options,
                        plan -> plan,
                        exchange -> exchange.respond(
                                200, ResponseHeaders.NONE, exchange.head().header("X")));
                var client = server.client()) {
            var long1 = "b".repeat(20_000);
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + long1 + "\r\n\r\n" + NEXT.replace("a\r", "a\r\nX: c\r"));
            assertThat(client.answer().body()).isEqualTo(long1);
            assertThat(client.answer().body()).isEqualTo("c");
        }
    }

    @Test
    void chunksBeyondTheLongestBodyAreRefused() {
        try (var server = Served.with(
                        options -> options.limits(HttpLimits.defaults().bodyBytes(10)), HttpTest::echo);
                var client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n6\r\n");
            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(client.isEnded()).isTrue();
        }
    }
}
