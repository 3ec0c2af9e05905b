// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

/// A request, or the wait for one, came to its deadline.
public final class RequestTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param label the request's label
    /// @param what what had not happened by then
    public RequestTimeoutException(String label, String what) {
        super("request " + label + ": timed out: " + what);
    }
}
