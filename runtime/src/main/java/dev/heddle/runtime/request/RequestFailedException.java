// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

/// Thrown to a waiting thread when its request failed; the cause says why.
public final class RequestFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param label the request's label
    /// @param cause what the working side gave
    public RequestFailedException(String label, Throwable cause) {
        super("request " + label + ": failed: " + cause, cause);
    }
}
