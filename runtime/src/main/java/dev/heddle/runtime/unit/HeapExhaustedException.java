// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A heap was asked for a unit at its ceiling, by a method that neither waits nor answers null.
///
/// The message names the heap, its ceiling and what is in use. The heap itself is unharmed.
public final class HeapExhaustedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /// @param message what was wanted of which heap, and what there was
    public HeapExhaustedException(String message) {
        super(message);
    }

    /// @param message what was wanted of which heap, and what there was
    /// @param cause why the heap could not grow
    public HeapExhaustedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
