// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example.websocket;

import dev.heddle.protocols.http.Http;
import dev.heddle.protocols.http.HttpOptions;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.protocols.websocket.Origins;
import dev.heddle.protocols.websocket.WebSocket;
import dev.heddle.protocols.websocket.WebSocketOptions;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.loop.Phase;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Listening;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.net.WhenBehind;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.concurrent.CompletableFuture;

/// A WebSocket server that answers each message with itself; what the outside test suite of WebSocket speaks to.
public final class EchoExample implements AutoCloseable {
    private static final int MESSAGE_BYTES_MAX = 32 << 20;

    private final UnitHeap heap;
    private final LoopThread thread;
    private final int port;

    private EchoExample(UnitHeap heap, LoopThread thread, int port) {
        this.heap = heap;
        this.thread = thread;
        this.port = port;
    }

    /// Listens on loopback.
    public static EchoExample start(int port) {
        var heap = UnitHeap.open(HeapOptions.of("echo", 16 << 10, 64, 16_384).doubling());
        var webSockets = WebSocketOptions.of(heap)
                .limits(new WebSocketOptions.Limits(MESSAGE_BYTES_MAX, MESSAGE_BYTES_MAX, 1000));
        var offer = webSockets.offer().from(Origins.any());
        var plan = GraphPlan.bottom(
                        "tcp", () -> Tcp.create(TcpOptions.of(heap).outbox(4 * MESSAGE_BYTES_MAX, WhenBehind.CLOSE)))
                .layer(
                        "http",
                        () -> Http.create(
                                HttpOptions.of(heap), exchange -> exchange.respond(404, ResponseHeaders.NONE)),
                        "tcp")
                .layer("websocket", () -> WebSocket.create(webSockets.offer(offer)), "http")
                .layer("echo", () -> new Echo(heap), "websocket");
        var bound = new CompletableFuture<Integer>();
        var thread = LoopThread.start("echo", LoopOptions.defaults(), loop -> bound.complete(listen(plan, loop, port)));
        return new EchoExample(heap, thread, bound.join());
    }

    private static int listen(GraphPlan plan, Loop loop, int port) {
        var graph = plan.build(loop);
        loop.each(Phase.CLEANUP, "graph", graph::close).start();
        ((Echo) graph.layer("echo")).takeWebSockets();
        var http = (Http) graph.layer("http");
        http.listen(new Endpoint("127.0.0.1", port));
        return ((Endpoint) http.control(new Listening()).getFirst()).port();
    }

    /// Where it listens.
    public int port() {
        return port;
    }

    /// Units that are held; none when nobody is connected.
    public int unitsInUse() {
        return heap.stats().inUse();
    }

    @Override
    public void close() {
        thread.close();
        heap.close();
    }

    /// Runs until it is killed; the one argument is the port.
    public static void main(String[] arguments) throws InterruptedException {
        try (var echo = start(Integer.parseInt(arguments[0]))) {
            System.out.println("listening on 127.0.0.1:" + echo.port());
            Thread.currentThread().join();
        }
    }
}
