// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.protocols.http.Appended;
import dev.heddle.protocols.http.Http;
import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.HttpOptions;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.protocols.tls.TlsOptions.ClientCertificate;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.loop.Phase;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Listening;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// HTTP over TLS, asked by the JDK's own client.
@Timeout(60)
class HttpOverTlsTest {
    private static final int LARGE = 20_000_000;

    @TempDir
    static Path directory;

    private static void answer(HttpExchange exchange) {
        assertThat(exchange.isSecure()).isTrue();
        switch (exchange.head().path()) {
            case "/whole" -> exchange.respond(200, ResponseHeaders.NONE, new byte[LARGE]);
            case "/parts" -> {
                exchange.start(200, ResponseHeaders.NONE);
                new Parts(exchange).run();
            }
            default -> {
                var facts = exchange.control(new TlsFacts.Ask());
                exchange.respond(200, ResponseHeaders.NONE, facts == null ? "none" : facts.version());
            }
        }
    }

    private static final class Parts implements Runnable {
        private final HttpExchange exchange;
        private int sent;

        Parts(HttpExchange exchange) {
            this.exchange = exchange;
            exchange.onRoom(this);
        }

        @Override
        public void run() {
            while (sent < LARGE) {
                sent += 10_000;
                if (exchange.append(MemorySegment.ofArray(new byte[10_000])) != Appended.ACCEPTED) {
                    return;
                }
            }
            exchange.finish();
        }
    }

    @Test
    void answersOfAnyLengthGoThroughTheOutboxOfTls() throws Exception {
        var identity = TestIdentity.make(directory, "localhost", "EC");
        var heap = UnitHeap.open(
                HeapOptions.of("https", 16 << 10, 8, 512).doubling().checked(true));
        var tls =
                TlsOptions.server(heap, Identities.of(List.of(identity.identity())), ClientCertificate.NONE, List.of());
        var bound = new CompletableFuture<Integer>();
        var plan = GraphPlan.bottom("tcp", () -> Tcp.create(TcpOptions.of(heap)))
                .layer("tls", () -> Tls.create(tls), "tcp")
                .layer("http", () -> Http.create(HttpOptions.of(heap).secure(), HttpOverTlsTest::answer), "tls");
        try (var loop = LoopThread.start("https", LoopOptions.defaults(), running -> {
                    var graph = plan.build(running);
                    running.each(Phase.CLEANUP, "graph", graph::close).start();
                    var http = (Http) graph.layer("http");
                    http.listen(Endpoint.any(0));
                    bound.complete(((Endpoint) http.control(new Listening()).getFirst()).port());
                });
                var client = client(identity)) {
            var root = "https://localhost:" + bound.join();
            assertThat(get(client, root + "/").body()).asString().startsWith("TLSv1");
            assertThat(get(client, root + "/whole").body()).hasSize(LARGE);
            assertThat(get(client, root + "/parts").body()).hasSize(LARGE);
            assertThat(loop.door().isLoopThread()).isFalse();
        }
        heap.close();
        assertThat(heap.awaitDrained(5_000_000_000L)).as("%s", heap.heldUnits()).isTrue();
    }

    private static HttpClient client(TestIdentity identity) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    PeerTrust.of(List.of(identity.identity().chain().getFirst()))
                },
                null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static HttpResponse<byte[]> get(HttpClient client, String uri) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
