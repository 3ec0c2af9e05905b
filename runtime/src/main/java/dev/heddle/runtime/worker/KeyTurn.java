// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.RequestState;
import dev.heddle.runtime.request.Trigger;

/// The place of one exchange among those of its session key, when all workers share one queue: its trigger
/// sends the exchange, its end lets the next one go. Kept with the exchange and used again.
///
/// Thread: the port's loop.
final class KeyTurn<Q> {
    private final ExchangePort<Q> port;
    private final Exchange<Q> exchange;
    private final Promise<Boolean> place;
    private final Trigger<Boolean> send = this::send;
    private final Runnable onEnd = this::onEnd;

    KeyTurn(ExchangePort<Q> port, Exchange<Q> exchange) {
        this.port = port;
        this.exchange = exchange;
        this.place = port.newPlace();
    }

    /** Puts it in the row; it may be sent at once. False: there is no room in the row. */
    boolean add() {
        if (place.state().isEnd()) {
            place.reset();
        }
        port.rows().add(exchange.sessionKey(), 0, 0, place, send);
        if (place.state() == RequestState.FAILED) {
            return false;
        }
        if (!place.state().isEnd()) {
            place.onCleanup(onEnd);
        }
        return true;
    }

    private void send(Promise<Boolean> turn) {
        port.sendNow(exchange);
    }

    /** The exchange has ended: the next one of its key may go. */
    void end() {
        place.done(Boolean.TRUE);
        place.take();
    }

    private void onEnd() {
        if (place.state() != RequestState.DONE) {
            port.lost(exchange); // the row was closed with its loop
        }
    }
}
