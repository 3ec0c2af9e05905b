// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Control;

/// Cuts the connection now: what is pending is dropped, the reason kept for [CloseReason], and `closeDone`
/// called at the end of the turn. The answer is whether a layer did it.
///
/// @param reason why, in words
public record Abort(String reason) implements Control<Boolean> {
    @Override
    public Boolean unsupported() {
        return false;
    }
}
