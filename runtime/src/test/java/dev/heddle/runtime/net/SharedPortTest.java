// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Several loops that listen on one port, each with a graph of its own; the test's thread turns them all.
@Timeout(60)
class SharedPortTest {
    private static final int LOOPS = 3;
    private static final int CLIENTS = 96;

    private final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("read", 4096, 8, 512).checked(true));
    private final List<Loop> loops = new ArrayList<>();
    private final List<Graph> graphs = new ArrayList<>();
    private final List<Echo> echoes = new ArrayList<>();

    private Echo open(Backend backend, TcpOptions options) {
        var loop = Loop.open("loop-" + loops.size(), LoopOptions.defaults().backend(backend));
        var graph = GraphPlan.bottom("tcp", () -> Tcp.create(options))
                .layer("echo", Echo::new, "tcp")
                .build(loop);
        loops.add(loop);
        graphs.add(graph);
        echoes.add((Echo) graph.layer("echo"));
        return echoes.getLast();
    }

    private int port(int number) {
        return ((Endpoint) ((Tcp) graphs.get(number).layer("tcp")).listening().getFirst()).port();
    }

    @AfterEach
    void nothingIsHeld() {
        for (int i = 0; i < loops.size(); i++) {
            echoes.get(i).sessions.values().forEach(session -> session.close());
            graphs.get(i).close();
            loops.get(i).close();
        }
        heap.close();
        assertThat(heap.stats().inUse()).isZero();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void theKernelDealsTheConnectionsOfOnePortOutToAllLoops(Backend backend) throws IOException {
        var options = TcpOptions.of(heap).sharePort();
        open(backend, options).listen(new Endpoint("127.0.0.1", 0));
        int port = port(0);
        for (int i = 1; i < LOOPS; i++) {
            open(backend, options).listen(new Endpoint("127.0.0.1", port));
        }
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(("client " + i).getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            while (echoes.stream().mapToInt(echo -> echo.received.size()).sum() < CLIENTS) {
                loops.forEach(loop -> loop.turn(1_000_000));
            }
            assertThat(echoes).allSatisfy(echo -> assertThat(echo.sessions).isNotEmpty());
            for (int i = 0; i < CLIENTS; i++) {
                var wanted = "client " + i;
                var got = sockets.get(i).getInputStream().readNBytes(wanted.length());
                assertThat(new String(got, StandardCharsets.US_ASCII)).isEqualTo(wanted);
            }
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void aPortThatIsNotSharedIsRefusedToASecondLoop(Backend backend) {
        open(backend, TcpOptions.of(heap)).listen(new Endpoint("127.0.0.1", 0));
        var second = open(backend, TcpOptions.of(heap).sharePort());
        int port = port(0);
        assertThatThrownBy(() -> second.listen(new Endpoint("127.0.0.1", port)))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("tcp: listen on 127.0.0.1:" + port + " for echo");
    }
}
