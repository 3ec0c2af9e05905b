// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import org.jspecify.annotations.Nullable;

/// A composition that cannot be built, or an open that a layer cannot do; the message names both layers or
/// ends.
public final class GraphException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What was wanted and what was got.
    public GraphException(String what) {
        super(what);
    }

    /// The same with the failure of the layer below; null: it has none to tell.
    public GraphException(String what, @Nullable Throwable below) {
        super(below == null ? what : what + ": " + below.getMessage(), below);
    }
}
