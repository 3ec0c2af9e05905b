// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.protocols.http.site.StaticFiles;
import dev.heddle.protocols.http.site.StaticFilesBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files of a directory, asked for in the ways that browsers and caches do.
@Timeout(60)
class StaticFilesTest {
    private static final String MODIFIED = "Fri, 02 Jan 2026 03:04:05 GMT";
    private static final String TEXT = "0123456789".repeat(100);

    @TempDir
    Path around;

    private Path directory;

    @BeforeEach
    void write() throws Exception {
        directory = around.resolve("root");
        Files.createDirectories(directory.resolve("sub/deep"));
        put("index.html", "<p>home");
        put("plain.txt", TEXT);
        put("sub/index.html", "<p>sub");
        put("sub/deep/a b.css", "p{}");
        put("app.js", "let a = 1;");
        put("app.js.br", "brotli bytes");
        put("app.js.gz", "gzip bytes");
        put(".secret", "no");
        put("picture.png", "png".repeat(400));
        Files.writeString(directory.resolveSibling("outside.txt"), "outside");
        Files.createSymbolicLink(directory.resolve("link.txt"), directory.resolveSibling("outside.txt"));
    }

    private void put(String name, String text) throws Exception {
        var file = directory.resolve(name);
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05.678Z")));
    }

    private StaticFilesBuilder files() {
        return StaticFiles.builder().directory("/", directory);
    }

    private static Client.Answer get(Client client, String path, String... headers) {
        var request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: a\r\n");
        for (var header : headers) {
            request.append(header).append("\r\n");
        }
        return client.send(request.append("\r\n").toString()).answer();
    }

    @Test
    void aFileHasItsTypeItsTagAndItsDate() {
        try (var server = Served.with(files().caching("/sub/", "max-age=60")
                        .headers(ResponseHeaders.of("Content-Security-Policy", "default-src 'self'"))
                        .build());
                var client = server.client()) {
            var answer = get(client, "/plain.txt");
            assertThat(answer.body()).isEqualTo(TEXT);
            assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(answer.header("Last-Modified")).isEqualTo(MODIFIED);
            assertThat(answer.header("ETag")).matches("\"[A-Za-z0-9_-]{16}\"");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'self'");
            assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
            assertThat(get(client, "/").body()).isEqualTo("<p>home");
            assertThat(get(client, "/sub/").header("Cache-Control")).isEqualTo("max-age=60");
            assertThat(get(client, "/sub/deep/a%20b.css").header("Content-Type"))
                    .isEqualTo("text/css; charset=utf-8");
            assertThat(get(client, "/picture.png").header("Vary")).isNull();
            assertThat(get(client, "/sub?x=1").header("Location")).isEqualTo("/sub/?x=1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/../outside.txt",
        "/sub/../../outside.txt",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/sub%2Findex.html",
        "/.secret",
        "/link.txt",
        "/sub\\index.html",
        "/plain.txt%00",
        "/%zz",
        "/%ff",
        "/nothing",
        "/app.js.gz",
        "/sub/deep",
        "//plain.txt"
    })
    void whatIsNoFileOfTheDirectoryIsNotFound(String path) {
        try (var server = Served.with(files().build());
                var client = server.client()) {
            assertThat(get(client, path).status()).isEqualTo(404);
        }
    }

    @Test
    void headAndOtherMethods() {
        try (var server = Served.with(files().build());
                var client = server.client()) {
            var head =
                    client.send("HEAD /plain.txt HTTP/1.1\r\nHost: a\r\n\r\n").answer(false);
            assertThat(head.header("Content-Length")).isEqualTo("1000");
            var post = client.send("POST /plain.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                    .answer();
            assertThat(post.status()).isEqualTo(405);
            assertThat(post.header("Allow")).isEqualTo("GET, HEAD");
        }
    }

    @Test
    void whatTheClientHasIsNotSentAgain() {
        try (var server = Served.with(files().build());
                var client = server.client()) {
            var tag = get(client, "/plain.txt").header("ETag");
            var unchanged = get(client, "/plain.txt", "If-None-Match: \"x\", W/" + tag);
            assertThat(unchanged.status()).isEqualTo(304);
            assertThat(unchanged.header("ETag")).isEqualTo(tag);
            assertThat(unchanged.header("Content-Type")).isNull();
            assertThat(get(client, "/plain.txt", "If-None-Match: *").status()).isEqualTo(304);
            assertThat(get(client, "/plain.txt", "If-None-Match: \"x\"").status())
                    .isEqualTo(200);
            assertThat(get(client, "/plain.txt", "If-Modified-Since: " + MODIFIED)
                            .status())
                    .isEqualTo(304);
            assertThat(get(client, "/plain.txt", "If-Modified-Since: Friday, 02-Jan-26 03:04:04 GMT")
                            .status())
                    .isEqualTo(200);
            assertThat(get(client, "/plain.txt", "If-Modified-Since: Fri Jan  2 03:04:05 2026")
                            .status())
                    .isEqualTo(304);
            assertThat(get(client, "/plain.txt", "If-None-Match: \"x\"", "If-Modified-Since: " + MODIFIED)
                            .status())
                    .as("the tag goes before the date")
                    .isEqualTo(200);
            assertThat(get(client, "/plain.txt", "If-Match: \"x\"").status()).isEqualTo(412);
            assertThat(get(client, "/plain.txt", "If-Match: W/" + tag).status()).isEqualTo(412);
            assertThat(get(client, "/plain.txt", "If-Match: " + tag).status()).isEqualTo(200);
            assertThat(get(client, "/plain.txt", "If-Unmodified-Since: Thu, 01 Jan 2026 00:00:00 GMT")
                            .status())
                    .isEqualTo(412);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-9,      206, 0-9,     10",
        "bytes=990-,     206, 990-999, 10",
        "bytes=-5,       206, 995-999, 5",
        "bytes=-5000,    206, 0-999,   1000",
        "bytes=999-5000, 206, 999-999, 1",
        "bytes=1000-,    416, *,       0",
        "bytes=-0,       416, *,       0",
        "'bytes=0-1,3-4', 200, '',     1000",
        "bytes=5-4,      200, '',      1000",
        "bytes=a-4,      200, '',      1000",
        "lines=0-4,      200, '',      1000"
    })
    void rangesOfAFile(String range, int status, String where, int length) {
        try (var server = Served.with(files().build());
                var client = server.client()) {
            var answer = get(client, "/plain.txt", "Range: " + range);
            assertThat(answer.status()).isEqualTo(status);
            if (status != 200) {
                assertThat(answer.header("Content-Range")).isEqualTo("bytes " + where + "/1000");
            }
            if (status != 416) {
                assertThat(answer.body()).hasSize(length);
            }
            if (status == 206) {
                int from = Integer.parseInt(where.substring(0, where.indexOf('-')));
                assertThat(answer.body()).isEqualTo(TEXT.substring(from, from + length));
            }
        }
    }

    @Test
    void aRangeOfAnotherVersionIsTheWhole() {
        try (var server = Served.with(files().build());
                var client = server.client()) {
            var tag = get(client, "/plain.txt").header("ETag");
            var range = "Range: bytes=0-9";
            assertThat(get(client, "/plain.txt", range, "If-Range: " + tag).status())
                    .isEqualTo(206);
            assertThat(get(client, "/plain.txt", range, "If-Range: W/" + tag).status())
                    .isEqualTo(200);
            assertThat(get(client, "/plain.txt", range, "If-Range: \"x\"").status())
                    .isEqualTo(200);
            assertThat(get(client, "/plain.txt", range, "If-Range: " + MODIFIED).status())
                    .isEqualTo(206);
            assertThat(get(client, "/plain.txt", range, "If-Range: Thu, 01 Jan 2026 00:00:00 GMT")
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                               | ''",
                "gzip                             | gzip",
                "gzip, br                         | br",
                "gzip;q=0.9, br;q=0.8             | gzip",
                "br;q=0, *                        | gzip",
                "*                                | br",
                "identity                         | ''",
                "gzip;q=0                         | ''",
                "gzip;q=0.5, identity;q=0.7       | ''",
                "gzip;q=bad                       | ''",
                "deflate                          | ''",
                "identity;q=0, gzip;q=0.001       | gzip",
                "GZIP                             | gzip"
            })
    void theCodingThatTheClientWantsMost(String accept, String coding) {
        try (var server = Served.with(files().build());
                var client = server.client()) {
            var answer =
                    accept.isEmpty() ? get(client, "/app.js") : get(client, "/app.js", "Accept-Encoding: " + accept);
            assertThat(answer.header("Content-Encoding")).isEqualTo(coding.isEmpty() ? null : coding);
            assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
            assertThat(answer.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
            assertThat(answer.body()).startsWith(coding.isEmpty() ? "let a" : coding.substring(0, 2));
        }
    }

    @Test
    void textIsCompressedWhenItIsLoaded() throws Exception {
        try (var server = Served.with(files().build());
                var client = server.client()) {
            var answer = get(client, "/plain.txt", "Accept-Encoding: gzip");
            assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(answer.header("ETag"))
                    .isNotEqualTo(get(client, "/plain.txt").header("ETag"));
            var bytes = answer.body().getBytes(StandardCharsets.ISO_8859_1);
            assertThat(bytes.length).isLessThan(100);
            try (var in = new GZIPInputStream(new java.io.ByteArrayInputStream(bytes))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                        .isEqualTo(TEXT);
            }
            assertThat(get(client, "/picture.png", "Accept-Encoding: gzip").header("Content-Encoding"))
                    .isNull();
        }
    }

    @Test
    void resourcesAndFilesFromMemoryAreServedToo() {
        var resource = StaticFilesTest.class.getResource("StaticFilesTest.class");
        try (var server = Served.with(StaticFiles.builder()
                        .resource("/one.class", resource)
                        .file("/two.foo", new byte[] {'2'})
                        .type("foo", "text/x-foo")
                        .build());
                var client = server.client()) {
            assertThat(get(client, "/one.class").header("Content-Type")).isEqualTo("application/octet-stream");
            var two = get(client, "/two.foo");
            assertThat(two.header("Content-Type")).isEqualTo("text/x-foo");
            assertThat(two.header("Last-Modified")).isNull();
            assertThat(two.body()).isEqualTo("2");
        }
    }

    @Test
    void moreThanTheLimitIsRefusedWhenItIsLoaded() {
        assertThatThrownBy(() -> StaticFiles.builder().limitBytes(100).directory("/", directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wanted at most 100 bytes in all");
        assertThatThrownBy(() -> StaticFiles.builder().file("/a", new byte[0]).file("/a", new byte[0]))
                .hasMessageContaining("wanted one file at /a");
        assertThatThrownBy(() -> StaticFiles.builder().file("a", new byte[0])).hasMessageContaining("from /");
    }
}
