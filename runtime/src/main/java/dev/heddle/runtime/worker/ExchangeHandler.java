// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

/// The application's side of a worker. Each worker has its own, made on the worker's thread.
///
/// If it is [AutoCloseable], it is closed on that thread when the worker ends.
///
/// @param <Q> the requests
@FunctionalInterface
public interface ExchangeHandler<Q> {
    /// Answers one exchange; may block, and is interrupted when a stop comes to its deadline. Returning without
    /// [BodyWriter#done] or [BodyWriter#appendLast], and throwing anything, ends the exchange as failed.
    ///
    /// @param request what was offered
    /// @param body the parts that come from the loop; valid until this returns
    /// @param reply the parts that go to the loop; valid until this returns
    /// @throws Exception ends the exchange as failed; the worker lives on
    void handle(Q request, BodyReader body, BodyWriter reply) throws Exception;

    /// Nothing is waiting: called on the worker's thread before it waits for its next exchange, so that what the
    /// handler has kept from one exchange for the next (a lock, a batch) is given up for as long as nothing
    /// comes. Must not block. What it throws ends the thread, and a new one with a new handler takes its place.
    default void onIdle() {}
}
