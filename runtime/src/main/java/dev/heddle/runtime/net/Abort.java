// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Control;

/// Cuts the connection now: what is pending is dropped, the reason kept for [CloseReason], and `closeDone`
/// called at the end of the turn. The answer is whether a layer did it.
///
/// @param reason why, in words
/// @param reset whether the peer is to see a failure and no end of the stream, where the transport can say so;
///     what it has not read yet may then be lost, too
public record Abort(String reason, boolean reset) implements Control<Boolean> {
    /// The peer sees the end of the stream.
    public Abort(String reason) {
        this(reason, false);
    }

    @Override
    public Boolean unsupported() {
        return false;
    }
}
