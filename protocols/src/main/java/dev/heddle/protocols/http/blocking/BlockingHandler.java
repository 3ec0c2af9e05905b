// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.blocking;

/// Answers requests and may take its time. Thread: one of its own for each request; several at once.
@FunctionalInterface
public interface BlockingHandler {
    /// A request. Returning without an answer, and throwing anything, is answered with 500, or cuts the
    /// connection if an answer had begun.
    ///
    /// @param exchange valid until this returns
    /// @throws Exception is reported
    void handle(BlockingExchange exchange) throws Exception;
}
