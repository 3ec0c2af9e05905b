// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What happens to connections before they are accepted. The test's own thread is the loop's.
class BacklogTest {
    private static final int CLIENTS = 12;

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void theKernelHoldsNoMoreUnacceptedConnectionsThanTheBacklogSays(Backend backend) throws IOException {
        assertThat(heldBeforeAnyAccept(backend, 2)).isBetween(2, CLIENTS - 1);
        assertThat(heldBeforeAnyAccept(backend, 64)).isEqualTo(CLIENTS);
    }

    /// How many of the clients the kernel has connected while the loop has not turned yet.
    private static int heldBeforeAnyAccept(Backend backend, int backlog) throws IOException {
        var heap = UnitHeap.open(HeapOptions.of("read", 4096, 8, 64));
        var clients = new ArrayList<SocketChannel>();
        int held;
        try (var loop = Loop.open("backlog", LoopOptions.defaults().backend(backend))) {
            var graph = GraphPlan.bottom(
                            "tcp", () -> Tcp.create(TcpOptions.of(heap).backlog(backlog)))
                    .layer("echo", Echo::new, "tcp")
                    .build(loop);
            var tcp = (Tcp) graph.layer("tcp");
            var echo = (Echo) graph.layer("echo");
            echo.listen(new Endpoint("127.0.0.1", 0));
            int port = ((Endpoint) tcp.listening().getFirst()).port();
            for (int i = 0; i < CLIENTS; i++) {
                var client = SocketChannel.open();
                client.configureBlocking(false);
                client.connect(new InetSocketAddress("127.0.0.1", port));
                clients.add(client);
            }
            held = connected(clients);
            while (echo.sessions.size() < 2) {
                loop.turn(10_000_000); // those are accepted now
            }
            echo.sessions.values().forEach(session -> session.close());
            graph.close();
        } finally {
            for (var client : clients) {
                client.close();
            }
            heap.close();
        }
        assertThat(heap.stats().inUse()).isZero();
        return held;
    }

    private static int connected(Iterable<SocketChannel> clients) throws IOException {
        int connected = 0;
        for (var client : clients) {
            if (client.finishConnect()) {
                connected++;
            }
        }
        return connected;
    }
}
