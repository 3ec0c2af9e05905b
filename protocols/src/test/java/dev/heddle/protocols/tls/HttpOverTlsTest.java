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
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// HTTP over TLS, asked through the JDK's own sockets.
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
        })) {
            int port = bound.join();
            assertThat(get(identity, port, "/")).asString().startsWith("TLSv1");
            assertThat(get(identity, port, "/whole")).hasSize(LARGE);
            assertThat(get(identity, port, "/parts")).hasSize(LARGE);
            assertThat(loop.door().isLoopThread()).isFalse();
        }
        heap.close();
        assertThat(heap.awaitDrained(5_000_000_000L)).as("%s", heap.heldUnits()).isTrue();
    }

    /// The body of an answer that ends with the connection.
    private static byte[] get(TestIdentity identity, int port, String path) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    PeerTrust.of(List.of(identity.identity().chain().getFirst()))
                },
                null);
        try (var socket = context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            var answer = socket.getInputStream().readAllBytes();
            int end = 0;
            while (answer[end] != '\r' || answer[end + 2] != '\r') {
                end++;
            }
            return Arrays.copyOfRange(answer, end + 4, answer.length);
        }
    }
}
