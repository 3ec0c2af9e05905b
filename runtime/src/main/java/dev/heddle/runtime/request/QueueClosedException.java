// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

/// The queue was closed before the request's turn came.
public final class QueueClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param queue the queue's label
    /// @param request the label of the request that will never start
    public QueueClosedException(String queue, String request) {
        super("queue " + queue + ": closed; " + request + " will not run");
    }
}
