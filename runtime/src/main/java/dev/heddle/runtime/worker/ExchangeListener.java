// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import dev.heddle.runtime.unit.Unit;

/// The loop's side of an exchange: what comes back. Called on the port's loop, in order.
///
/// What a listener throws is reported, and the exchange goes on as if its client had left.
///
/// @param <Q> the requests
public interface ExchangeListener<Q> {
    /// A part of the answer.
    ///
    /// @param exchange whose
    /// @param part yours
    /// @return false: no more until [Exchange#resume()]
    boolean onPart(Exchange<Q> exchange, Unit part);

    /// The answer is complete. The last call for this use of the exchange; it may be reset now.
    ///
    /// @param exchange which
    void onDone(Exchange<Q> exchange);

    /// There is no complete answer. The last call for this use of the exchange; it may be reset now.
    ///
    /// @param exchange which
    /// @param why what the handler threw; [java.util.concurrent.CancellationException] after [Exchange#gone()];
    ///     [WorkersStoppedException] if the group stopped first
    void onFailed(Exchange<Q> exchange, Throwable why);

    /// There is room again after an [Exchange#offerPart] that answered FULL.
    ///
    /// @param exchange whose
    default void onRoom(Exchange<Q> exchange) {}
}
