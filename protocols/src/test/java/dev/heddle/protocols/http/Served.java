// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.loop.Phase;
import dev.heddle.runtime.loop.VirtualTime;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Listening;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.net.WhenBehind;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// A server over a real socket, and the proof at its end that nothing is left: no unit, no connection, no
/// request.
final class Served implements AutoCloseable {
    final UnitHeap heap;
    private final List<Throwable> reported = new CopyOnWriteArrayList<>();
    final LoopThread loop;
    final Http http;
    private final int port;

    private Served(UnitHeap heap, LoopOptions options, UnaryOperator<GraphPlan> above, Function<Loop, Http> layer) {
        this.heap = heap;
        var made = new CompletableFuture<Http>();
        var bound = new CompletableFuture<Integer>();
        var tcp = TcpOptions.of(heap).outbox(1 << 20, WhenBehind.PUSH_BACK);
        loop = LoopThread.start("http", options.onUncaught((what, why) -> reported.add(why)), running -> {
            var plan = GraphPlan.bottom("tcp", () -> Tcp.create(tcp)).layer("http", () -> layer.apply(running), "tcp");
            Graph graph = above.apply(plan).build(running);
            running.each(Phase.CLEANUP, "graph", graph::close).start();
            var top = (Http) graph.layer("http");
            top.listen(new Endpoint("127.0.0.1", 0));
            made.complete(top);
            bound.complete(((Endpoint) top.control(new Listening()).getFirst()).port());
        });
        http = made.join();
        port = bound.join();
    }

    static Served with(HttpHandler handler) {
        return with(options -> options, handler);
    }

    static Served with(UnaryOperator<HttpOptions> settings, HttpHandler handler) {
        return with(16 << 10, 1024, settings, plan -> plan, handler);
    }

    static Served with(
            int unitBytes,
            int units,
            UnaryOperator<HttpOptions> settings,
            UnaryOperator<GraphPlan> above,
            HttpHandler handler) {
        var heap = UnitHeap.open(
                HeapOptions.of("http test", unitBytes, 8, units).doubling().checked(true));
        return new Served(
                heap,
                LoopOptions.defaults(),
                above,
                loop -> Http.create(settings.apply(HttpOptions.of(heap)), handler));
    }

    /// A server whose handler is made on its loop.
    static Served onLoop(Function<Loop, HttpHandler> handler) {
        var heap = UnitHeap.open(
                HeapOptions.of("http test", 16 << 10, 8, 1024).doubling().checked(true));
        return new Served(
                heap,
                LoopOptions.defaults(),
                plan -> plan,
                loop -> Http.create(HttpOptions.of(heap), handler.apply(loop)));
    }

    /// A server whose clock stands still until [#pass].
    static Served at(VirtualTime time, UnaryOperator<HttpOptions> settings, HttpHandler handler) {
        var heap = UnitHeap.open(HeapOptions.of("http test", 16 << 10, 8, 1024).checked(true));
        return new Served(
                heap,
                LoopOptions.defaults().time(time),
                plan -> plan,
                loop -> Http.create(settings.apply(HttpOptions.of(heap)), handler));
    }

    /// Lets time pass once everything that was sent so far has been read.
    void pass(VirtualTime time, Duration duration) {
        try (var other = client()) {
            other.get("/settled").answer();
        }
        time.advance(duration.toNanos());
        ask(() -> true);
        ask(() -> true);
    }

    /// What handlers threw so far.
    List<Throwable> reported() {
        ask(() -> true);
        return reported;
    }

    Client client() {
        return new Client(port);
    }

    int port() {
        return port;
    }

    /// Asks the loop.
    <T> T ask(Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        loop.door().execute(() -> answer.complete(question.get()));
        try {
            return answer.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the loop did not answer", e);
        }
    }

    @Override
    public void close() {
        int underWay = ask(http::underWay);
        loop.close();
        heap.close();
        assertThat(heap.awaitDrained(10_000_000_000L))
                .as(() -> "units held: " + heap.heldUnits())
                .isTrue();
        assertThat(underWay).isNotNegative();
        assertThat(http.connections()).isZero();
        assertThat(http.underWay()).isZero();
    }
}
