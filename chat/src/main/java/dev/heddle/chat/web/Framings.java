// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.web;

import dev.heddle.chat.hub.Framing;
import dev.heddle.protocols.websocket.Deflate;
import dev.heddle.protocols.websocket.Opcode;

/// One framing for each [Wire], always the same object, because the hub tells classes of recipients apart by it.
///
/// Thread: the hub. Lifetime: [#close] with the hub gives the compression's windows back.
public final class Framings implements AutoCloseable {
    private final Deflate deflate = new Deflate();
    private final Framing packedText = new WebSocketFraming(Opcode.TEXT, deflate);
    private final Framing packedBinary = new WebSocketFraming(Opcode.BINARY, deflate);

    /// Makes them; a hub needs one.
    public Framings() {}

    /// How lines are framed on this wire.
    public Framing of(Wire wire) {
        return switch (wire) {
            case LINES -> Framing.LINES;
            case TEXT -> WebSocketFraming.TEXT;
            case BINARY -> WebSocketFraming.BINARY;
            case PACKED_TEXT -> packedText;
            case PACKED_BINARY -> packedBinary;
        };
    }

    @Override
    public void close() {
        deflate.close();
    }
}
