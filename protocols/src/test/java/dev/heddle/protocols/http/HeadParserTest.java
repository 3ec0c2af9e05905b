// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.protocols.http.RequestHead.Framing;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadParserTest {
    private static final HttpLimits LIMITS = HttpLimits.defaults();
    private final HeadParser parser = new HeadParser(LIMITS);
    private final RequestHead head = new RequestHead();

    private int parse(String text) {
        parser.reset();
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return parser.parse(MemorySegment.ofArray(bytes), 0, bytes.length, head);
    }

    @Test
    void aHeadIsReadWithItsPlaces() {
        var text =
                "POST /a/b?c=d HTTP/1.1\r\nHost: example.org:8080\r\nX-One:  two \t\r\nContent-Length: 12\r\n\r\nrest";
        assertThat(parse(text)).isEqualTo(text.length() - 4);
        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.methodIs("POST")).isTrue();
        assertThat(head.methodIs("POSH")).isFalse();
        assertThat(head.target()).isEqualTo("/a/b?c=d");
        assertThat(head.path()).isEqualTo("/a/b");
        assertThat(head.query()).isEqualTo("c=d");
        assertThat(head.minorVersion()).isEqualTo(1);
        assertThat(head.headerCount()).isEqualTo(3);
        assertThat(head.name(1)).isEqualTo("X-One");
        assertThat(head.header("x-one")).isEqualTo("two");
        assertThat(head.framing()).isEqualTo(Framing.LENGTH);
        assertThat(head.contentLength()).isEqualTo(12);
        assertThat(head.keepAlive()).isTrue();
    }

    @Test
    void aHeadThatComesAByteAtATimeIsTheSame() {
        var text = "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";
        var bytes = MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1));
        for (int n = 1; n < text.length(); n++) {
            assertThat(parser.parse(bytes, 0, n, head)).as("%d bytes", n).isEqualTo(HeadParser.MORE);
        }
        assertThat(parser.parse(bytes, 0, text.length(), head)).isEqualTo(text.length());
        assertThat(head.header("X")).isEqualTo("y");
    }

    @Test
    void aDetachedHeadOutlivesItsBytes() {
        var bytes = "GET /x HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(parser.parse(MemorySegment.ofArray(bytes), 0, bytes.length, head))
                .isPositive();
        var copy = head.detach();
        java.util.Arrays.fill(bytes, (byte) 'z');
        assertThat(copy.target()).isEqualTo("/x");
        assertThat(copy.header("x")).isEqualTo("y");
        assertThat(copy).hasToString("GET /x HTTP/1.1 2 headers NONE");
    }

    @Test
    void repeatedHeadersJoinInOrder() {
        assertThat(parse("GET / HTTP/1.1\r\nHost: a\r\nAccept: b\r\nX: 1\r\naccept: c\r\n\r\n"))
                .isPositive();
        assertThat(head.headers("Accept")).isEqualTo("b, c");
        assertThat(head.headers("Absent")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/p?q,        /p, q",
        "http://h,            /,  ''",
        "HTTPS://h:1?q,       /,  q",
        "/p?q?r,              /p, q?r",
        "/,                   /,  ''"
    })
    void theTargetGivesPathAndQuery(String target, String path, String query) {
        assertThat(parse("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")).isPositive();
        assertThat(head.path()).isEqualTo(path);
        assertThat(head.query()).isEqualTo(query);
    }

    @ParameterizedTest
    @CsvSource({
        "1, '',           true",
        "1, close,        false",
        "1, 'x, Close',   false",
        "0, '',           false",
        "0, keep-alive,   true"
    })
    void theConnectionIsKeptByVersionAndHeader(int minor, String connection, boolean kept) {
        var header = connection.isEmpty() ? "" : "Connection: " + connection + "\r\n";
        assertThat(parse("GET / HTTP/1." + minor + "\r\nHost: a\r\n" + header + "\r\n"))
                .isPositive();
        assertThat(head.keepAlive()).isEqualTo(kept);
    }

    @Test
    void expectationsAndUpgradesAreOfVersion11Only() {
        var rest = "Host: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
        assertThat(parse("POST / HTTP/1.1\r\n" + rest)).isPositive();
        assertThat(head.expectContinue()).isTrue();
        assertThat(head.upgrade()).isTrue();
        assertThat(parse("POST / HTTP/1.0\r\n" + rest)).isPositive();
        assertThat(head.expectContinue()).isFalse();
        assertThat(head.upgrade()).isFalse();
    }

    @ParameterizedTest(name = "{0} <- {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400|GET / HTTP/1.1$$",
                "400|GET / HTTP/1.1$Host: a$Host: a$$",
                "400|GET / HTTP/1.1$Host: a b$$",
                "400|GET / HTTP/1.1$Host: a/b$$",
                "400|GET / HTTP/1.1$Host: a$Content-Length: 1$Content-Length: 1$$",
                "400|GET / HTTP/1.1$Host: a$Content-Length: 1, 1$$",
                "400|GET / HTTP/1.1$Host: a$Content-Length: +1$$",
                "400|GET / HTTP/1.1$Host: a$Content-Length: $$",
                "400|GET / HTTP/1.1$Host: a$Content-Length: 1844674407370955161$$",
                "400|GET / HTTP/1.1$Host: a$Content-Length: 1$Transfer-Encoding: chunked$$",
                "400|GET / HTTP/1.1$Host: a$Transfer-Encoding: chunked$Transfer-Encoding: chunked$$",
                "400|GET / HTTP/1.0$Host: a$Transfer-Encoding: chunked$$",
                "501|GET / HTTP/1.1$Host: a$Transfer-Encoding: gzip, chunked$$",
                "400|GET / HTTP/1.1$Host: a$Transfer-Encoding: chunked, identity$$",
                "400|GET / HTTP/1.1$Host: a$Transfer-Encoding: xchunked$$",
                "417|GET / HTTP/1.1$Host: a$Expect: tea$$",
                "400|GET / HTTP/1.1$Host : a$$",
                "400|GET / HTTP/1.1$ Host: a$$",
                "400|GET / HTTP/1.1$Host: a$X: b$ c$$",
                "400|GET / HTTP/1.1$Host: a$: b$$",
                "400|GET / HTTP/1.1$Host: a$X(y): b$$",
                "400|GET / HTTP/1.1$Host: a$nocolon$$",
                "400|GET  / HTTP/1.1$Host: a$$",
                "400|GET / HTTP/1.1 $Host: a$$",
                "400|GET /\u00e4 HTTP/1.1$Host: a$$",
                "400|GET /#f HTTP/1.1$Host: a$$",
                "400|GET x HTTP/1.1$Host: a$$",
                "400|GET * HTTP/1.1$Host: a$$",
                "501|CONNECT a:1 HTTP/1.1$Host: a$$",
                "505|GET / HTTP/2.0$Host: a$$",
                "400|GET / http/1.1$Host: a$$",
                "400|GET / HTTP/1.x$Host: a$$",
                "400|GET /$$",
                "400|(GET / HTTP/1.1$Host: a$$"
            })
    void whatCanBeReadTwoWaysIsRefused(int status, String lines) {
        assertThat(parse(lines.replace("$", "\r\n"))).isEqualTo(-status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\rb", "a\u001bb", "a\u007fb"})
    void controlCharactersInValuesAreRefused(String value) {
        assertThat(parse("GET / HTTP/1.1\r\nHost: a\r\nX: " + value + "\r\n\r\n"))
                .isEqualTo(-400);
    }

    @Test
    void bareLineFeedsAreRefused() {
        assertThat(parse("GET / HTTP/1.1\nHost: a\n\n")).isEqualTo(-400);
        assertThat(parse("GET / HTTP/1.1\r\nHost: a\n\r\n")).isEqualTo(-400);
    }

    @Test
    void emptyLinesBeforeTheRequestAreIgnoredUpToALimit() {
        assertThat(parse("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")).isPositive();
        assertThat(parse("\r\n".repeat(5) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isEqualTo(-400);
    }

    @Test
    void optionsMayAskForTheServerItself() {
        assertThat(parse("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")).isPositive();
        assertThat(head.path()).isEqualTo("*");
    }

    @Test
    void everyLimitHasItsStatusAtOnceAndBehindTheLine() {
        assertThat(parse("GET /" + "a".repeat(9000))).isEqualTo(-414);
        assertThat(parse("GET /" + "a".repeat(8190) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isEqualTo(-414);
        assertThat(parse("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(40_000)))
                .isEqualTo(-431);
        var many = new StringBuilder("GET / HTTP/1.1\r\nHost: a\r\n");
        IntStream.range(0, 100).forEach(i -> many.append("X").append(i).append(": y\r\n"));
        assertThat(parse(many + "\r\n")).isEqualTo(-431);
        assertThat(parse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + (LIMITS.bodyBytes() + 1) + "\r\n\r\n"))
                .isEqualTo(-413);
        assertThat(parse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LIMITS.bodyBytes() + "\r\n\r\n"))
                .isPositive();
    }
}
