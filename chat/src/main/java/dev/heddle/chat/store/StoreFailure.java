// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

/// Why something was not stored or not answered.
///
/// @param kind what the caller may do about it
/// @param detail what, wanted, got; for the operator's log, never for a client
public record StoreFailure(Kind kind, String detail) {
    /// The kinds of failure.
    public enum Kind {
        /// No room on the disk: nothing was stored; later commits are tried all the same.
        DISK_FULL,
        /// The disk or the database answered with an error: nothing was stored; later commits are tried all the same.
        IO_ERROR,
        /// This one event contradicts what is stored (an account that exists, a channel that does not).
        REJECTED,
        /// Too many questions wait already.
        BUSY,
        /// The store is closed.
        CLOSED
    }

    @Override
    public String toString() {
        return kind + ": " + detail;
    }
}
