// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.blocking;

import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.HttpHandler;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.worker.Exchange;
import dev.heddle.runtime.worker.ExchangeListener;
import dev.heddle.runtime.worker.ExchangePort;
import dev.heddle.runtime.worker.StopReport;
import dev.heddle.runtime.worker.WorkerGroup;
import dev.heddle.runtime.worker.WorkerOptions;
import java.time.Duration;
import java.util.function.Supplier;

/// Runs blocking handlers on a group of workers: platform threads, a fixed number, each with a handler of its
/// own. For code that must not run on many threads at once.
///
/// Any thread. Limit: the group's inbound capacity; one request more is answered 503. Lifetime: until
/// [#close()].
public final class BlockingWorkers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BlockingWorkers.class.getName());
    private static final ResponseHeaders BUSY =
            ResponseHeaders.of("Content-Type", "text/plain; charset=utf-8", "Retry-After", "1");
    private static final long WAIT_NANOS = Duration.ofSeconds(30).toNanos();

    private final WorkerGroup<BlockingExchange> group;
    private final String label;

    private BlockingWorkers(String label, WorkerGroup<BlockingExchange> group) {
        this.label = label;
        this.group = group;
    }

    /// Starts the workers. A client has 30 s for each read and write.
    ///
    /// @param label the name in reports
    /// @param options of the group
    /// @param handlers one per worker, made on its thread
    /// @return to be closed after the loops that use it
    public static BlockingWorkers start(
            String label, WorkerOptions options, Supplier<? extends BlockingHandler> handlers) {
        return new BlockingWorkers(label, WorkerGroup.start(options, () -> {
            var handler = handlers.get();
            return (call, body, reply) -> {
                var thrown = call.run(handler);
                if (thrown != null) {
                    LOG.log(System.Logger.Level.WARNING, "http-handler-failed label=" + label, thrown);
                }
                reply.done();
            };
        }));
    }

    /// The handler for the layers of one loop. Thread: that loop; once per loop.
    ///
    /// @param loop whose requests it takes
    /// @return for [dev.heddle.protocols.http.Http#create]
    public HttpHandler on(Loop loop) {
        return new Port(group.port(loop));
    }

    private static final class Port implements HttpHandler {
        private final ExchangePort<BlockingExchange> port;
        private long next;

        Port(ExchangePort<BlockingExchange> port) {
            this.port = port;
        }

        @Override
        public void onRequest(HttpExchange exchange) {
            var call = new BlockingExchange(exchange, WAIT_NANOS);
            // No two requests need an order among workers: the layer keeps that of the answers.
            var offer = port.offer(Exchange.of(next++, call, new End(exchange)));
            if (offer != Offer.ACCEPTED) {
                exchange.respond(
                        503, BUSY, offer == Offer.FULL ? "503 too many requests are in work\n" : "503 stopping\n");
            }
        }
    }

    /// Hears of the worker's end; the answer itself comes through the exchange's door.
    private record End(HttpExchange exchange) implements ExchangeListener<BlockingExchange> {
        @Override
        public boolean onPart(Exchange<BlockingExchange> from, Unit part) {
            part.release();
            return true;
        }

        @Override
        public void onDone(Exchange<BlockingExchange> from) {}

        @Override
        public void onFailed(Exchange<BlockingExchange> from, Throwable why) {
            if (exchange.isStarted()) {
                exchange.abort("its worker was stopped");
            } else {
                exchange.respond(503, BUSY, "503 stopping\n");
            }
        }
    }

    /// Stops the workers, as [WorkerGroup#stop].
    ///
    /// @param timeoutNanos how long it may take
    /// @return what became of the requests
    public StopReport stop(long timeoutNanos) {
        return group.stop(timeoutNanos);
    }

    /// Stops with the options' deadline.
    @Override
    public void close() {
        group.close();
    }

    @Override
    public String toString() {
        return label;
    }
}
