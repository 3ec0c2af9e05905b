// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.runtime.graph.Control;

/// With which code the client closed: what its close frame said, [CloseCode#NONE] when that had no code,
/// [CloseCode#ABNORMAL] when the connection was lost without one. 0 while it is open, and where nobody knows.
/// Ask in `closeDone`; [dev.heddle.runtime.net.CloseReason] has the words.
public record ClosedWith() implements Control<Integer> {
    @Override
    public Integer unsupported() {
        return 0;
    }
}
