// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.python;

/// Python cannot be had, or what had to run in it failed; the message is for the operator.
public final class PythonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Only its message matters.
    public PythonException(String message) {
        super(message);
    }
}
