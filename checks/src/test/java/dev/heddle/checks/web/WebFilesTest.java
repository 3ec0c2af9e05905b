// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a server gives out the web client's files, as a browser or a cache sees it. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class WebFilesTest {
    @TempDir
    private static Path directory;

    private static ServedHeddle server;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        server = ServedHeddle.start(directory, "");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private HttpResponse<byte[]> ask(String method, String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.address("127.0.0.1") + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void thePageIsAskedForEveryTimeAndTravelsPackedToWhoTakesIt() throws Exception {
        var plain = ask("GET", "/");
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(header(plain, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(plain, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(plain, "Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self' 'sha256-");
        assertThat(header(plain, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(plain, "Content-Encoding")).isEmpty();

        var packed = ask("GET", "/", "Accept-Encoding", "br, gzip;q=0.8");
        assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(packed, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(header(ask("GET", "/", "Accept-Encoding", "gzip;q=0"), "Content-Encoding"))
                .isEmpty();

        var same = ask("GET", "/", "If-None-Match", "\"x\", " + header(plain, "ETag"));
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(ask("GET", "/", "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
    }

    @Test
    void whatThePageNamesMayBeKeptForEver() throws Exception {
        String page = new String(ask("GET", "/").body(), StandardCharsets.UTF_8);
        var named = Pattern.compile("(?:src|href)=\"(v/[^\"]+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(named).hasSizeGreaterThan(4).anyMatch(name -> name.endsWith("/main.js"));
        for (String name : named) {
            var file = ask("GET", "/" + name);
            assertThat(file.statusCode()).as(name).isEqualTo(200);
            assertThat(header(file, "Cache-Control")).as(name).contains("immutable");
            assertThat(header(file, "Content-Type")).as(name).matches("(text/(javascript|css|plain)|image/).*");
        }
        assertThat(new String(
                        ask("GET", named.getFirst().replaceAll("^(v/[^/]+/).*", "/$1lib/LICENSE"))
                                .body(),
                        StandardCharsets.UTF_8))
                .contains("MIT License");
    }

    @Test
    void whatIsNotThereOrNotForReadingIsSaid() throws Exception {
        assertThat(ask("GET", "/v/0000000000000000/main.js").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/../heddle.toml").statusCode()).isIn(400, 404);
        assertThat(ask("GET", "/WebClient.class").statusCode()).isEqualTo(404);
        var post = ask("POST", "/");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(header(post, "Allow")).isEqualTo("GET, HEAD");
        var head = ask("HEAD", "/app.css");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(Long.parseLong(header(head, "Content-Length"))).isPositive();
    }
}
