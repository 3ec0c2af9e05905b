// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import org.jspecify.annotations.Nullable;

/// A wrong use of a session reference that was survived: it changed nothing for the other holders.
///
/// @param kind what was done wrong
/// @param session the session's layer and id
/// @param here where it was noticed, as a stack trace
/// @param other where the handle had been closed; null outside checked mode
public record SessionMisuse(
        Kind kind, String session, Throwable here, @Nullable Throwable other) {
    /// What can be done wrong with a handle.
    public enum Kind {
        /// A handle was closed again; the count was not touched.
        SECOND_CLOSE,
        /// A handle was closed while another thread was inside an operation on that same handle.
        CLOSED_DURING_USE
    }

    @Override
    public String toString() {
        return kind + " session=" + session + " thread="
                + Thread.currentThread().getName();
    }
}
