// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Listening;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HttpExampleTest {
    @TempDir
    Path site;

    @Test
    void theServerOfTheManualAnswersTheClientOfTheJdk() throws Exception {
        Files.writeString(site.resolve("index.html"), "<p>home");
        var log = new ConcurrentLinkedQueue<String>();
        var bound = new CompletableFuture<Integer>();
        var heap = UnitHeap.open(HeapOptions.of("http", 16 << 10, 8, 256).checked(true));
        try (var threads = HttpExample.threads();
                var loop = LoopThread.start("http", LoopOptions.defaults(), running -> {
                    var plan = HttpExample.plan(heap, HttpExample.routes(threads, site), log::add);
                    var http = HttpExample.serve(running, plan, new Endpoint("127.0.0.1", 0));
                    bound.complete(((Endpoint) http.control(new Listening()).getFirst()).port());
                });
                var client = HttpClient.newHttpClient()) {
            var root = "http://127.0.0.1:" + bound.join();
            assertThat(get(client, root + "/hello").body()).isEqualTo("Hello");
            assertThat(get(client, root + "/").body()).isEqualTo("<p>home");
            assertThat(get(client, root + "/nothing").statusCode()).isEqualTo(404);
            assertThat(get(client, root + "/report").body()).isEqualTo("a report for /report");
            assertThat(get(client, root + "/numbers").body())
                    .startsWith("0\n1\n")
                    .endsWith("\n999999\n");
            var post = HttpRequest.newBuilder(URI.create(root + "/count"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[3_000_000]))
                    .build();
            assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).body())
                    .isEqualTo("3000000 bytes");
            assertThat(log).hasSize(6).first().asString().contains("\"GET /hello HTTP/1.1\" 200 5");
            assertThat(loop.door().isLoopThread()).isFalse();
        }
        heap.close();
        assertThat(heap.awaitDrained(5_000_000_000L)).isTrue();
    }

    private static HttpResponse<String> get(HttpClient client, String uri) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
