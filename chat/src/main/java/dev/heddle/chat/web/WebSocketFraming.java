// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.web;

import dev.heddle.chat.hub.Framing;
import dev.heddle.chat.message.Utf8;
import dev.heddle.protocols.websocket.Deflate;
import dev.heddle.protocols.websocket.FrameEncoder;
import dev.heddle.protocols.websocket.Opcode;
import org.jspecify.annotations.Nullable;

/// A WebSocket message for each line. A server's frames carry no mask, so one frame serves all recipients.
///
/// Thread: the hub's, because of the compression. Source: the IRCv3 WebSocket specification; RFC 6455 section 5.2,
/// RFC 7692.
final class WebSocketFraming implements Framing {
    static final WebSocketFraming TEXT = new WebSocketFraming(Opcode.TEXT, null);
    static final WebSocketFraming BINARY = new WebSocketFraming(Opcode.BINARY, null);

    /// Shorter lines are not worth the time: docs/measurements/websocket.md.
    static final int PACKED_FROM_BYTES = 256;

    private static final int HEAD_BYTES_MOST = 4; // of a frame of less than 64 KiB, which every line is
    private static final int PACKING_BYTES = 4; // what compression writes and takes back

    private final int opcode;
    private final @Nullable Deflate deflate;

    WebSocketFraming(int opcode, @Nullable Deflate deflate) {
        this.opcode = opcode;
        this.deflate = deflate;
    }

    @Override
    public int overheadBytes() {
        return HEAD_BYTES_MOST + PACKING_BYTES;
    }

    @Override
    public int frame(byte[] line, int lengthBytes, byte[] to, int atBytes) {
        assert opcode == Opcode.BINARY || Utf8.isValid(line, 0, lengthBytes) : "a line that is not UTF-8";
        if (deflate != null && lengthBytes >= PACKED_FROM_BYTES) {
            int packed = deflate.deflateShorter(line, lengthBytes, to, atBytes + HEAD_BYTES_MOST);
            if (packed >= 0) {
                int head = FrameEncoder.head(to, atBytes, opcode, true, packed);
                if (head < HEAD_BYTES_MOST) {
                    System.arraycopy(to, atBytes + HEAD_BYTES_MOST, to, atBytes + head, packed);
                }
                return head + packed;
            }
        }
        assert lengthBytes < 1 << 16 : "a line of " + lengthBytes + " bytes";
        int head = FrameEncoder.head(to, atBytes, opcode, false, lengthBytes);
        System.arraycopy(line, 0, to, atBytes + head, lengthBytes);
        return head + lengthBytes;
    }

    @Override
    public String toString() {
        return (opcode == Opcode.TEXT ? "text" : "binary") + (deflate == null ? "" : " packed");
    }
}
