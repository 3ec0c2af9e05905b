// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import dev.heddle.gateway.exchange.CallServer;
import dev.heddle.gateway.exchange.ServerOptions;
import dev.heddle.gateway.python.PythonLibrary;
import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.status.StatusReport;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.List;

/// A Python application served over HTTP.
///
/// Thread: any but a loop's. Lifetime: once in a process; [#stop] ends it within its deadline. Limit: 512 MiB of
/// units for what is on its way in both directions.
public final class WsgiServer {
    private static final int UNIT_BYTES = 16 << 10;
    private static final int FIRST_UNITS = 64;
    private static final int MAX_UNITS = 32 << 10;
    private static final long STOP_NANOS = 1_000_000_000L;

    private final UnitHeap heap;
    private final WsgiWorkers workers;
    private final CallServer server;

    private WsgiServer(UnitHeap heap, WsgiWorkers workers, CallServer server) {
        this.heap = heap;
        this.workers = workers;
        this.server = server;
    }

    /// Starts Python, imports the application, listens; in this order, so that nobody is let in before there is an
    /// answer.
    ///
    /// @param library which Python
    /// @param wsgi the application and its threads
    /// @param http where and how
    /// @return listening
    /// @throws dev.heddle.gateway.python.PythonException when Python or the application cannot be started
    /// @throws GraphException when a port cannot be had
    public static WsgiServer start(PythonLibrary library, WsgiOptions wsgi, ServerOptions http) {
        var heap = UnitHeap.open(
                HeapOptions.of("wsgi", UNIT_BYTES, FIRST_UNITS, MAX_UNITS).doubling());
        var workers = WsgiWorkers.start(library, wsgi, heap);
        CallServer server;
        try {
            server = CallServer.start(http, workers.group(), heap);
        } catch (GraphException e) {
            workers.stop(STOP_NANOS);
            throw e;
        }
        workers.listeningAt(server.listening().getFirst());
        return new WsgiServer(heap, workers, server);
    }

    /** Where it listens, with the real ports. */
    public List<Endpoint> listening() {
        return server.listening();
    }

    /** What Python says of itself. */
    public String pythonVersion() {
        return workers.pythonVersion();
    }

    /// Does something at each signal of that name, on a loop; must not block.
    ///
    /// @param name such as "TERM"
    /// @param what to do
    public void onSignal(String name, Runnable what) {
        server.onSignal(name, what);
    }

    /// Stops: accepts no more connections, lets what is in work finish, interrupts it before the time is out.
    ///
    /// @param timeoutNanos ends in this time, whatever the application does
    /// @param onDraining told once nobody is let in any more
    /// @return how it went
    public WsgiWorkers.End stop(long timeoutNanos, Runnable onDraining) {
        long endNanos = System.nanoTime() + timeoutNanos;
        server.refuse();
        onDraining.run();
        var end = workers.stop(timeoutNanos - timeoutNanos / 8);
        server.close(Math.max(1, endNanos - System.nanoTime()));
        heap.close();
        return end;
    }

    /// Adds everything that has figures.
    ///
    /// @param report the caller's
    public void report(StatusReport report) {
        report.add(heap);
        report.add(workers.group());
        server.report(report);
    }
}
