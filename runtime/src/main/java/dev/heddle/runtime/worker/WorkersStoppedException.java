// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

/// An exchange was accepted, but its workers stopped before it was answered.
public final class WorkersStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param group the group's label
    /// @param what how far the exchange had come
    public WorkersStoppedException(String group, String what) {
        super("workers " + group + ": stopped; the exchange was " + what);
    }
}
