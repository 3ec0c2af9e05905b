// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.exchange;

import dev.heddle.protocols.http.Http;
import dev.heddle.protocols.http.HttpHandler;
import dev.heddle.protocols.http.HttpOptions;
import dev.heddle.protocols.tls.Identities;
import dev.heddle.protocols.tls.Tls;
import dev.heddle.protocols.tls.TlsOptions;
import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphException;
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
import dev.heddle.runtime.status.StatusReport;
import dev.heddle.runtime.unit.UnitHeap;
import dev.heddle.runtime.worker.WorkerGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An HTTP server whose requests are answered by workers.
///
/// Thread: any but a loop's. Lifetime: [#start], [#refuse], then [#close]; the workers and the heap are the caller's
/// and outlive it. Limits: those of its options; an outbox of 1 MiB per connection, which pushes back.
public final class CallServer {
    private static final int OUTBOX_BYTES = 1 << 20;
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final long LOOK_NANOS = 2_000_000;

    private final ServerOptions options;
    private final Function<Loop, HttpHandler> handlers;
    private final UnitHeap heap;
    private final List<OneLoop> loops = new ArrayList<>();
    private final List<Endpoint> listening = new ArrayList<>();

    /// One loop's layers; written on the loop before it runs.
    private final class OneLoop {
        private final List<Http> layers = new ArrayList<>();
        private @Nullable Graph graph;
        private @Nullable LoopThread thread;
        private @Nullable Loop loop;

        void build(Loop running) {
            loop = running;
            var handler = handlers.apply(running);
            var tcp = TcpOptions.of(heap).outbox(OUTBOX_BYTES, WhenBehind.PUSH_BACK);
            var shared = options.sharePort() || options.loops() > 1 ? tcp.sharePort() : tcp;
            var plan = GraphPlan.bottom("tcp", () -> Tcp.create(shared));
            Identities identities = null;
            for (var listen : options.listen()) {
                identities = listen.identities() == null ? identities : listen.identities();
            }
            plan = plan.layer("http", () -> Http.create(http(false), handler), "tcp");
            if (identities != null) {
                var tls = TlsOptions.server(heap, identities, TlsOptions.ClientCertificate.NONE, List.of())
                        .outbox(OUTBOX_BYTES, WhenBehind.PUSH_BACK)
                        .handshakeTimeout(HANDSHAKE)
                        .alpn(List.of("http/1.1"));
                plan = plan.layer("tls", () -> Tls.create(tls), "tcp")
                        .layer("https", () -> Http.create(http(true), handler), "tls");
            }
            var built = plan.build(running);
            graph = built;
            running.each(Phase.CLEANUP, "graph", built::close).start();
            layers.add((Http) built.layer("http"));
            if (identities != null) {
                layers.add((Http) built.layer("https"));
            }
            listen();
        }

        private void listen() {
            for (int i = 0; i < options.listen().size(); i++) {
                var wanted = options.listen().get(i);
                var layer = wanted.identities() == null ? layers.getFirst() : layers.getLast();
                // The first loop finds out which ports they are.
                var at = listening.size() == options.listen().size() ? listening.get(i) : wanted.at();
                layer.listen(at);
                if (listening.size() < options.listen().size()) {
                    listening.add((Endpoint) layer.control(new Listening()).getLast());
                }
            }
        }

        private HttpOptions http(boolean secure) {
            var http = HttpOptions.of(heap).limits(options.limits());
            var logged = options.accessLog() == null ? http : http.accessLog(options.accessLog());
            return secure ? logged.secure() : logged;
        }

        /** Runs it on the loop; false: the loop has not got to it in time. */
        boolean ask(Runnable task, long timeoutNanos) {
            return switch (Objects.requireNonNull(thread).door().postAndWait(task, timeoutNanos)) {
                case READY -> true;
                case TIMED_OUT, CLOSED, INTERRUPTED -> false;
            };
        }
    }

    private CallServer(ServerOptions options, UnitHeap heap, Function<Loop, HttpHandler> handlers) {
        this.options = options;
        this.heap = heap;
        this.handlers = handlers;
    }

    /// Listens.
    ///
    /// @param options where and how
    /// @param group who answers; outlives the server
    /// @param heap what comes and goes is kept in its units; outlives the server
    /// @return listening
    /// @throws GraphException when a port cannot be had
    public static CallServer start(ServerOptions options, WorkerGroup<Call> group, UnitHeap heap) {
        return start(options, heap, loop -> new CallPort(loop, group, heap));
    }

    /** The same with any handler, made once on each loop. */
    static CallServer start(ServerOptions options, UnitHeap heap, Function<Loop, HttpHandler> handlers) {
        var server = new CallServer(options, heap, handlers);
        try {
            for (int i = 0; i < options.loops(); i++) {
                var one = server.new OneLoop();
                one.thread = LoopThread.start("http-" + i, LoopOptions.defaults(), one::build);
                server.loops.add(one);
            }
        } catch (IllegalStateException e) {
            server.close(LOOK_NANOS);
            if (e.getCause() instanceof GraphException why) {
                throw why;
            }
            throw e;
        }
        return server;
    }

    /** Where it listens, with the real ports. */
    public List<Endpoint> listening() {
        return List.copyOf(listening);
    }

    /// Does something at each signal of that name, on the first loop; must not block.
    ///
    /// @param name such as "TERM"
    /// @param what to do
    public void onSignal(String name, Runnable what) {
        var first = loops.getFirst();
        first.ask(() -> Objects.requireNonNull(first.loop).signal(name, what).start(), Long.MAX_VALUE);
    }

    /// Accepts no more connections, closes those without a request in work and the others behind their answers.
    public void refuse() {
        for (var one : loops) {
            one.ask(
                    () -> one.layers.forEach(Http::stop),
                    options.limits().idleTime().toNanos());
        }
    }

    /// Waits until the answers that are on their way have gone, then ends the loops.
    ///
    /// @param timeoutNanos how long it waits for clients; then they are cut
    public void close(long timeoutNanos) {
        long endNanos = System.nanoTime() + timeoutNanos;
        for (var one : loops) {
            var open = new int[] {1};
            while (open[0] > 0 && endNanos - System.nanoTime() > 0) {
                boolean asked = one.ask(
                        () -> open[0] =
                                one.layers.stream().mapToInt(Http::connections).sum(),
                        Math.max(1, endNanos - System.nanoTime()));
                if (!asked) {
                    break;
                }
                LockSupport.parkNanos(open[0] > 0 ? LOOK_NANOS : 1);
            }
        }
        loops.forEach(one -> Objects.requireNonNull(one.thread).close());
        loops.clear();
    }

    /// Adds its loops and layers to a report.
    ///
    /// @param report the caller's
    public void report(StatusReport report) {
        for (var one : loops) {
            report.add(Objects.requireNonNull(one.thread).door());
            if (one.graph != null) {
                report.add(one.graph);
            }
            one.layers.forEach(report::add);
        }
    }
}
