// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.http;

import dev.heddle.protocols.http.BodyFailure;
import dev.heddle.protocols.http.BodyListener;
import dev.heddle.protocols.http.Http;
import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.HttpHandler;
import dev.heddle.protocols.http.HttpOptions;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.protocols.http.blocking.Carriers;
import dev.heddle.protocols.http.blocking.VirtualThreads;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Listening;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.net.WhenBehind;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.management.ManagementFactory;

/// Our server: `HeddleServer hello|tiny|large|read|block EPOLL|NIO`. `hello` answers 13 bytes, `tiny` 2,
/// `large` 10 KiB, `read` 13 when it has read the request's body, `block` after 5 ms on a virtual thread. Prints its
/// port, and at
/// the end how many bytes its loop allocated per request.
public final class HeddleServer {
    private static final ResponseHeaders TEXT = ResponseHeaders.of("Content-Type", "text/plain");

    /// After so many requests all that is compiled is compiled.
    private static final long WARM = 200_000;

    /// Of the loop; the thread that reads them when the process ends may miss the last ones.
    private static long answered;

    private static long allocatedWarm;

    private HeddleServer() {}

    /// Takes the mode and the backend.
    public static void main(String[] args) {
        var heap = UnitHeap.open(HeapOptions.of("http", 16 << 10, 64, 16_384).doubling());
        var tcp = TcpOptions.of(heap).outbox(1 << 20, WhenBehind.PUSH_BACK);
        var options = HttpOptions.of(heap);
        var body = Work.body(args[0]);
        long loopThread = Thread.currentThread().threadId();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> sayAllocated(loopThread)));
        try (var threads = VirtualThreads.open("block", 10_000, exchange -> {
                    Work.block();
                    exchange.respond(200, TEXT, Work.HELLO);
                });
                var carriers = args[0].equals("block") ? Carriers.besideLoops(1) : null;
                var loop = Loop.open("http", LoopOptions.defaults().backend(Backend.valueOf(args[1])))) {
            HttpHandler handler = switch (args[0]) {
                case "block" -> threads;
                case "read" -> exchange -> exchange.body(new Drain());
                default ->
                    exchange -> {
                        if (++answered == WARM) {
                            allocatedWarm = allocated(loopThread);
                        }
                        exchange.respond(200, TEXT, body);
                    };
            };
            var graph = GraphPlan.bottom("tcp", () -> Tcp.create(tcp))
                    .layer("http", () -> Http.create(options, handler), "tcp")
                    .build(loop);
            var http = (Http) graph.layer("http");
            http.listen(new Endpoint("127.0.0.1", 0));
            System.out.println(
                    "port " + ((Endpoint) http.control(new Listening()).getFirst()).port());
            loop.run();
            graph.close();
        }
    }

    private static void sayAllocated(long loopThread) {
        if (answered > WARM) {
            var bytes = (double) (allocated(loopThread) - allocatedWarm) / (answered - WARM);
            System.out.println("allocated %.2f".formatted(bytes));
        }
    }

    private static long allocated(long thread) {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(thread);
    }

    /// Answers when the body is over.
    private static final class Drain implements BodyListener {
        @Override
        public boolean onPart(HttpExchange exchange, Unit unit, int fromBytes, int lengthBytes) {
            unit.release();
            return true;
        }

        @Override
        public void onEnd(HttpExchange exchange) {
            exchange.respond(200, TEXT, Work.HELLO);
        }

        @Override
        public void onFailed(HttpExchange exchange, BodyFailure why) {}
    }
}
