// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.runtime.graph.Control;

/// Says what the layer above pushes from now on; [#TEXT] until it is said otherwise. The answer is whether the
/// session is a WebSocket's.
public enum Sending implements Control<Boolean> {
    /// Each push is a message in UTF-8. Nobody checks that it is.
    TEXT,

    /// Each push is a message of bytes.
    BINARY,

    /// Each push is one or more whole frames of a server, which go down as they are, so that many sessions can
    /// share them. Made with [FrameEncoder] and [Deflate]; a compressed one only where [Agreed#compressed()].
    FRAMES;

    @Override
    public Boolean unsupported() {
        return false;
    }
}
