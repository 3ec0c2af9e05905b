// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.exchange;

import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.HttpHandler;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.LocalHeap;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import dev.heddle.runtime.worker.Exchange;
import dev.heddle.runtime.worker.ExchangeListener;
import dev.heddle.runtime.worker.ExchangePort;
import dev.heddle.runtime.worker.WorkerGroup;
import dev.heddle.runtime.worker.WorkersStoppedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Hands one loop's HTTP requests to workers, and their answers back.
///
/// Requests of one connection are handled in their order. Thread: the loop. Lifetime: the loop's. Limits: the
/// workers' queue, at which a request is answered 503; the exchange's parts each way, at which the worker waits or
/// the client is held back.
public final class CallPort implements HttpHandler, ExchangeListener<Call> {
    private static final System.Logger LOG = System.getLogger(CallPort.class.getName());
    private static final int POOLED = 256;
    private static final ResponseHeaders TEXT = ResponseHeaders.of("Content-Type", "text/plain");
    private static final ResponseHeaders BUSY = TEXT.with("Retry-After", "1");
    private static final ResponseHeaders STOPPING = BUSY.with("Connection", "close");

    private final Loop loop;
    private final ExchangePort<Call> workers;
    private final LocalHeap heap;
    private final int partBytes;
    private final ArrayDeque<Exchange<Call>> pool = new ArrayDeque<>();

    /// For one loop.
    ///
    /// @param loop the caller's
    /// @param group who handles the requests
    /// @param heap the parts of the requests' bodies
    public CallPort(Loop loop, WorkerGroup<Call> group, UnitHeap heap) {
        this.loop = loop;
        this.workers = group.port(loop);
        this.heap = heap.local();
        partBytes = heap.unitBytes();
    }

    /** Requests that the workers have and have not ended. */
    public int underWay() {
        return workers.underWay();
    }

    @Override
    public void onRequest(HttpExchange http) {
        boolean asks = http.hasBody() && http.head().expectContinue();
        var call = new Call(this, http, asks);
        // Connections whose keys happen to be equal only wait for each other.
        long key = System.identityHashCode(call.ends());
        var pooled = pool.pollFirst();
        var exchange = pooled == null ? Exchange.of(key, call, this) : pooled.reset(key, call);
        switch (workers.offer(exchange)) {
            case ACCEPTED -> {
                call.accepted(exchange);
                http.onGone(call);
                if (http.hasBody() && !asks) {
                    http.body(call);
                }
            }
            case FULL -> refuse(http, exchange, BUSY, "503 all workers are busy\n");
            case CLOSED -> refuse(http, exchange, STOPPING, "503 stopping\n");
        }
    }

    private void refuse(HttpExchange http, Exchange<Call> exchange, ResponseHeaders headers, String why) {
        pool(exchange);
        http.respond(503, headers, why);
    }

    private void pool(Exchange<Call> exchange) {
        if (pool.size() < POOLED) {
            pool.addFirst(exchange);
        }
    }

    // the answer

    @Override
    public boolean onPart(Exchange<Call> exchange, Unit part) {
        var call = exchange.request();
        var http = call.http();
        if (!http.isStarted()) {
            if (call.isWhole()) {
                http.respond(call.status(), call.headers(), part);
                return true;
            }
            start(call, http);
        }
        switch (http.append(part)) {
            case ACCEPTED -> {
                return true;
            }
            case BEHIND -> {
                http.onRoom(exchange::resume);
                return false;
            }
            case GONE -> exchange.gone();
        }
        return true;
    }

    private static void start(Call call, HttpExchange http) {
        long length = call.lengthBytes();
        http.start(
                call.status(),
                length < 0 ? call.headers() : call.headers().with("Content-Length", Long.toString(length)));
    }

    @Override
    public void onDone(Exchange<Call> exchange) {
        var call = exchange.request();
        var http = call.http();
        if (!http.isStarted()) {
            start(call, http);
            http.finish();
        } else if (!call.isWhole()) {
            http.finish();
        }
        end(exchange, call);
    }

    @Override
    public void onFailed(Exchange<Call> exchange, Throwable why) {
        var call = exchange.request();
        var http = call.http();
        if (http.isGone()) {
            LOG.log(System.Logger.Level.DEBUG, "exchange-gone why={0}", why.getMessage());
        } else if (http.isStarted()) {
            http.abort(String.valueOf(why.getMessage()));
        } else if (why instanceof WorkersStoppedException) {
            http.respond(503, STOPPING, "503 stopping\n");
        } else {
            LOG.log(System.Logger.Level.ERROR, "exchange-failed", why);
            http.respond(500, TEXT, "500 internal server error\n");
        }
        end(exchange, call);
    }

    private void end(Exchange<Call> exchange, Call call) {
        call.ended();
        pool(exchange);
    }

    // the request's body

    @Override
    public void onRoom(Exchange<Call> exchange) {
        exchange.request().onRoom();
    }

    /** A copy that belongs to nobody else; null: there is no unit now. */
    @Nullable
    Unit copy(Unit unit, int from, int length) {
        var copy = heap.tryAllocate();
        if (copy != null) {
            MemorySegment.copy(unit.payload(), from, copy.payload(), 0, length);
            copy.lengthBytes(length);
        }
        return copy;
    }

    /** How much one part holds. */
    int partBytes() {
        return partBytes;
    }

    /// A worker's call: the body is wanted now. A loop that is full of tasks or closed does not hear it; the client
    /// then sends its body unasked, as it may, or leaves.
    void bodyWanted(Call call) {
        if (loop.door().post(() -> call.readBody()) != Offer.ACCEPTED) {
            LOG.log(System.Logger.Level.WARNING, "exchange-continue-lost");
        }
    }
}
