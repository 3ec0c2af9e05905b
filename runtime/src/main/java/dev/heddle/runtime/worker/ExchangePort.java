// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.MessageQueue;
import dev.heddle.runtime.loop.MessageQueueOptions;
import dev.heddle.runtime.loop.Phase;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.request.KeyedRequestQueue;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.RequestQueueOptions;
import dev.heddle.runtime.unit.CheckReturnValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One loop's way to a [WorkerGroup] and back: exchanges go out, parts and ends come in during the loop's
/// hand-off.
///
/// Thread: its loop only.
/// Limit: twice what the inbound queues hold may be under way; one more is FULL.
/// Lifetime: closes with its loop. Exchanges that are under way then fail; their worker's next append is
/// answered GONE.
///
/// @param <Q> the requests
public final class ExchangePort<Q> {
    private static final int MAX_UNDER_WAY = 1 << 20;

    private final WorkerGroup<Q> group;
    private final Loop loop;
    private final String label;
    private final int limit;

    /** Exchanges that a worker has signalled, each at most once; so it has room for all. */
    private final MessageQueue<Exchange<Q>> back;

    /** One row per session key, when the workers share one queue. */
    private final @Nullable KeyedRequestQueue rows;

    private int underWay;
    private @Nullable Exchange<Q> first;

    ExchangePort(WorkerGroup<Q> group, Loop loop) {
        this.group = group;
        this.loop = loop;
        var options = group.options;
        label = options.label + " port";
        long queues = options.shared ? 1 : options.workers;
        limit = (int) Math.min(MAX_UNDER_WAY, 2 * queues * (options.capacity + options.workers));
        back = MessageQueue.open(
                loop,
                MessageQueueOptions.<Exchange<Q>>of(label, limit, Exchange::orphan)
                        .budget(limit),
                Exchange::onSignal);
        rows = options.shared
                ? KeyedRequestQueue.open(
                        loop,
                        RequestQueueOptions.of(options.label + " keys", limit).inlineDepth(1),
                        limit)
                : null;
        loop.each(Phase.CLEANUP, label, this::close).start();
    }

    /// Hands an exchange to a worker. Those of one session key are handled in the order of their offers.
    ///
    /// @param exchange new or reset
    /// @return FULL: no room now; CLOSED: the group is stopping. In both cases the exchange may be offered
    ///     again
    @CheckReturnValue
    public Offer offer(Exchange<Q> exchange) {
        loop.checkOwner(label);
        exchange.checkReady();
        Offer outcome = underWay >= limit ? Offer.FULL : send(exchange, group.options.shared);
        if (outcome == Offer.ACCEPTED) {
            underWay++;
            back.expect(true);
            link(exchange);
        } else {
            group.turnedAway.increment();
        }
        return outcome;
    }

    private Offer send(Exchange<Q> exchange, boolean shared) {
        if (shared) {
            return sendInItsTurn(exchange);
        }
        prepare(exchange);
        Offer outcome = Objects.requireNonNull(group.workerOf(exchange.sessionKey()).inbox)
                .offer(exchange);
        if (outcome != Offer.ACCEPTED) {
            exchange.unprepare();
        }
        return outcome;
    }

    private Offer sendInItsTurn(Exchange<Q> exchange) {
        Offer place = group.enter();
        if (place == Offer.ACCEPTED) {
            prepare(exchange);
            if (!exchange.turn(this).add()) {
                exchange.unprepare();
                group.leave();
                return Offer.FULL;
            }
        }
        return place;
    }

    private void prepare(Exchange<Q> exchange) {
        exchange.prepare(this, group.options.partsPerExchange);
        exchange.offeredNanos = WorkerHandOverEvent.isOn() ? System.nanoTime() : 0;
    }

    /** Exchanges offered here and not ended. */
    public int underWay() {
        loop.checkOwner(label);
        return underWay;
    }

    // the keyed rows

    KeyedRequestQueue rows() {
        return Objects.requireNonNull(rows);
    }

    Promise<Boolean> newPlace() {
        return Promise.create(loop, label, sent -> {});
    }

    /** Its turn among those of its key has come. */
    void sendNow(Exchange<Q> exchange) {
        if (group.shared().offer(exchange) != Offer.ACCEPTED) {
            group.refuse(exchange); // a stop has come between
        }
    }

    void lost(Exchange<Q> exchange) {
        if (exchange.isUnderWay()) {
            exchange.loopClosed();
        }
    }

    private void close() {
        group.forget(this);
        while (first != null) {
            first.loopClosed();
        }
    }

    private void link(Exchange<Q> exchange) {
        exchange.next = first;
        if (first != null) {
            first.previous = exchange;
        }
        first = exchange;
    }

    private void unlink(Exchange<Q> exchange) {
        if (exchange.previous == null) {
            first = exchange.next;
        } else {
            exchange.previous.next = exchange.next;
        }
        if (exchange.next != null) {
            exchange.next.previous = exchange.previous;
        }
        exchange.previous = null;
        exchange.next = null;
    }

    // the exchanges' calls

    boolean isOf(Loop other) {
        return loop == other;
    }

    void check(String what) {
        loop.checkOwner(label, what);
    }

    /** A worker's: any thread. */
    Offer back(Exchange<Q> exchange) {
        return back.offer(exchange);
    }

    /** It is about to hear its last call. */
    void ended(Exchange<Q> exchange) {
        underWay--;
        back.expect(underWay > 0);
        unlink(exchange);
        if (rows != null) {
            group.leave();
            exchange.turn(this).end();
        }
    }

    void uncaught(Throwable thrown) {
        loop.report(label, thrown);
    }
}
