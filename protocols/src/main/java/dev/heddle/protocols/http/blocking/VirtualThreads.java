// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.blocking;

import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.HttpHandler;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.runtime.unit.NonBlocking;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Runs a blocking handler on a virtual thread for each request. Those of one turn of a loop are started together
/// at its end.
///
/// Any thread; one may serve all loops. Limit: so many requests at once; one more is answered 503. Lifetime:
/// until [#close()], which waits for the handlers, and interrupts those that take too long.
///
/// What carries virtual threads is the JVM's; beside busy loops [Carriers] make it cost least.
public final class VirtualThreads implements HttpHandler, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(VirtualThreads.class.getName());
    private static final ResponseHeaders BUSY =
            ResponseHeaders.of("Content-Type", "text/plain; charset=utf-8", "Retry-After", "1");
    private static final long WAIT_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long LOOK_NANOS = 5_000_000L;

    private final String label;
    private final int most;
    private final BlockingHandler handler;
    private final Thread.Builder.OfVirtual threads;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean stopping;

    private VirtualThreads(String label, int most, BlockingHandler handler) {
        this.label = label;
        this.most = most;
        this.handler = handler;
        this.threads = Thread.ofVirtual().name(label + " request ", 0);
    }

    /// An adapter that serves at once. A client has 30 s for each read and write.
    ///
    /// @param label the name in reports, and of the threads
    /// @param most requests at once, at least 1
    /// @param handler called on many threads
    /// @return to be closed after the loops that use it
    public static VirtualThreads open(String label, int most, BlockingHandler handler) {
        if (most < 1) {
            throw new IllegalArgumentException(label + ": wanted at least 1 request at once, got " + most);
        }
        return new VirtualThreads(label, most, handler);
    }

    @Override
    public void onRequest(HttpExchange exchange) {
        if (stopping || count.incrementAndGet() > most) {
            if (!stopping) {
                count.decrementAndGet();
            }
            exchange.respond(503, BUSY, stopping ? "503 stopping\n" : "503 too many requests are in work\n");
            return;
        }
        var call = new BlockingExchange(exchange, WAIT_NANOS);
        TurnStarts.of(exchange.door().loop()).add(threads.unstarted(() -> run(call)));
    }

    private void run(BlockingExchange call) {
        var thread = Thread.currentThread();
        running.add(thread);
        try {
            if (stopping) {
                thread.interrupt();
            }
            var thrown = call.run(handler);
            if (thrown != null) {
                LOG.log(System.Logger.Level.WARNING, "http-handler-failed label=" + label, thrown);
            }
        } finally {
            running.remove(thread);
            count.decrementAndGet();
        }
    }

    /// Requests that are being handled now.
    public int running() {
        return count.get();
    }

    /// Refuses requests from now on, and waits for the handlers; when the time is over they are interrupted.
    ///
    /// @param timeoutNanos how long to wait at most
    /// @return how many are still running
    public int stop(long timeoutNanos) {
        NonBlocking.check(label + ": stop");
        stopping = true;
        if (!await(timeoutNanos / 2)) {
            running.forEach(Thread::interrupt);
            await(timeoutNanos - timeoutNanos / 2);
        }
        return count.get();
    }

    private boolean await(long timeoutNanos) {
        long end = System.nanoTime() + timeoutNanos;
        while (count.get() > 0) {
            long left = end - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, Math.min(left, LOOK_NANOS));
        }
        return true;
    }

    /// As [#stop] with 10 s.
    @Override
    public void close() {
        int left = stop(Duration.ofSeconds(10).toNanos());
        if (left > 0) {
            LOG.log(System.Logger.Level.WARNING, "http-handlers-left label={0} count={1}", label, left);
        }
    }
}
