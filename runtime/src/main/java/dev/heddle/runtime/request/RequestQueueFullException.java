// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

/// A request was refused because its queue holds as much as it may.
public final class RequestQueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param queue the queue's label
    /// @param request the label of the request that was refused
    /// @param wanted what it would have come to, with the unit
    /// @param limit what is allowed, with the unit
    public RequestQueueFullException(String queue, String request, String wanted, String limit) {
        super("request queue " + queue + ": refused " + request + ": wanted " + wanted + ", limit " + limit);
    }
}
