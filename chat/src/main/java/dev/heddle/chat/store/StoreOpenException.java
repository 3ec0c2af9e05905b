// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import org.jspecify.annotations.Nullable;

/// Why a store could not be opened. The message names the file, what was wanted and what was found.
public final class StoreOpenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The kinds, for the exit status and the advice.
    public enum Reason {
        /// Another process holds the data directory.
        IN_USE,
        /// Written by a newer version of the program.
        NEWER_VERSION,
        /// The database was created with another casemapping.
        OTHER_CASEMAPPING,
        /// The SQLite library is too old to be safe.
        OLD_LIBRARY,
        /// Not a database of ours, or damaged.
        NOT_OURS,
        /// The directory or a file cannot be read or written.
        NO_ACCESS
    }

    private final Reason reason;

    /// An exception with its reason and its cause.
    public StoreOpenException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /// What went wrong.
    public Reason reason() {
        return reason;
    }
}
