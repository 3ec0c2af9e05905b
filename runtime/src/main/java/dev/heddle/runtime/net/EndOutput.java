// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Control;

/// Half-close: after what was pushed, the peer sees the end of the stream; reading goes on, pushing answers
/// CLOSED. The answer is whether a layer did it.
public record EndOutput() implements Control<Boolean> {
    @Override
    public Boolean unsupported() {
        return false;
    }
}
