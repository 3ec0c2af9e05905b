// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import dev.heddle.protocols.http.AccessLine;
import dev.heddle.protocols.http.Appended;
import dev.heddle.protocols.http.BodyFailure;
import dev.heddle.protocols.http.BodyListener;
import dev.heddle.protocols.http.Http;
import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.HttpHandler;
import dev.heddle.protocols.http.HttpOptions;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.protocols.http.blocking.BlockingHandler;
import dev.heddle.protocols.http.blocking.Carriers;
import dev.heddle.protocols.http.blocking.VirtualThreads;
import dev.heddle.protocols.http.site.Router;
import dev.heddle.protocols.http.site.StaticFiles;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.Phase;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.net.WhenBehind;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/// An HTTP server with one handler of each kind.
final class HttpExample {
    private HttpExample() {}

    // region plan
    static GraphPlan plan(UnitHeap heap, HttpHandler handler, Consumer<String> log) {
        var tcp = TcpOptions.of(heap).outbox(1 << 20, WhenBehind.PUSH_BACK);
        var http = HttpOptions.of(heap).accessLog(entry -> log.accept(AccessLine.common(entry)));
        return GraphPlan.bottom("tcp", () -> Tcp.create(tcp)).layer("http", () -> Http.create(http, handler), "tcp");
    }

    static Http serve(Loop loop, GraphPlan plan, Endpoint at) { // in a LoopThread's set-up, or on a loop of your own
        var graph = plan.build(loop);
        loop.each(Phase.CLEANUP, "graph", graph::close).start();
        var http = (Http) graph.layer("http");
        http.listen(at);
        return http;
    }
    // end

    // region routes
    private static final ResponseHeaders TEXT = ResponseHeaders.of("Content-Type", "text/plain; charset=utf-8");

    static Router routes(VirtualThreads threads, Path site) {
        return Router.builder()
                .at("GET", "/hello", exchange -> exchange.respond(200, TEXT, "Hello"))
                .at("POST", "/count", exchange -> exchange.body(new Count()))
                .at("GET", "/numbers", exchange -> new Numbers(exchange).run())
                .at("GET", "/report", threads)
                .under(
                        "/",
                        StaticFiles.builder()
                                .directory("/", site)
                                .caching("/assets/", "public, max-age=31536000, immutable")
                                .build())
                .build();
    }
    // end

    // region body
    /// Counts the bytes of a body, which may be longer than any memory.
    static final class Count implements BodyListener {
        private long bytes;

        @Override
        public boolean onPart(HttpExchange exchange, Unit unit, int fromBytes, int lengthBytes) {
            bytes += lengthBytes;
            unit.release(); // it was ours
            return true; // false would hold the client back until exchange.resume()
        }

        @Override
        public void onEnd(HttpExchange exchange) {
            exchange.respond(200, TEXT, bytes + " bytes");
        }

        @Override
        public void onFailed(HttpExchange exchange, BodyFailure why) {} // nothing of ours to give back
    }
    // end

    // region parts
    /// A long answer, as fast as the client reads it.
    static final class Numbers implements Runnable {
        private final HttpExchange exchange;
        private int next;

        Numbers(HttpExchange exchange) {
            this.exchange = exchange;
            exchange.onRoom(this);
            exchange.start(200, TEXT); // without a Content-Length: in chunks
        }

        @Override
        public void run() {
            while (next < 1_000_000) {
                var line = (next++ + "\n").getBytes(StandardCharsets.US_ASCII);
                if (exchange.append(MemorySegment.ofArray(line)) != Appended.ACCEPTED) {
                    return; // BEHIND: called again when there is room; GONE: never
                }
            }
            exchange.finish();
        }
    }
    // end

    // region blocking
    static final BlockingHandler REPORT = exchange -> {
        Thread.sleep(5); // a query, say
        try (var out = exchange.output(200, TEXT)) { // throws when the client has left
            out.write("a report for ".getBytes(StandardCharsets.UTF_8));
            out.write(exchange.head().path().getBytes(StandardCharsets.UTF_8));
        }
    };

    static VirtualThreads threads() {
        return VirtualThreads.open("reports", 1000, REPORT); // one request more is answered 503
    }

    static Carriers carriers() {
        return Carriers.besideLoops(1); // once in an application; closed with its servers
    }
    // end
}
