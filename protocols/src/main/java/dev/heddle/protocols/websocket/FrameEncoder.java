// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes the heads of a server's frames, which are never masked, and whole control frames.
///
/// Any thread: nothing is kept. A head is the same for every recipient, so one frame serves them all.
/// Source: RFC 6455 section 5.2
public final class FrameEncoder {
    /// The longest head that a server writes, in bytes.
    public static final int HEAD_BYTES_MOST = 10;

    /// The longest payload of a control frame, in bytes.
    public static final int CONTROL_BYTES_MOST = 125;

    private static final int FINAL = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private FrameEncoder() {}

    /// How long the head of a frame will be.
    ///
    /// @param payloadBytes of the frame
    /// @return 2, 4 or 10 bytes
    public static int headBytes(long payloadBytes) {
        return payloadBytes < 126 ? 2 : payloadBytes < 65_536 ? 4 : 10;
    }

    /// Writes the head of a frame that is a whole message.
    ///
    /// @param into where it goes
    /// @param at its first byte
    /// @param opcode one of [Opcode]
    /// @param compressed whether the payload is deflated
    /// @param payloadBytes how much payload follows
    /// @return how many bytes were written
    public static int head(MemorySegment into, long at, int opcode, boolean compressed, long payloadBytes) {
        into.set(JAVA_BYTE, at, (byte) (FINAL | (compressed ? COMPRESSED : 0) | opcode));
        if (payloadBytes < 126) {
            into.set(JAVA_BYTE, at + 1, (byte) payloadBytes);
            return 2;
        }
        if (payloadBytes < 65_536) {
            into.set(JAVA_BYTE, at + 1, (byte) 126);
            into.set(SHORT, at + 2, (short) payloadBytes);
            return 4;
        }
        into.set(JAVA_BYTE, at + 1, (byte) 127);
        into.set(LONG, at + 2, payloadBytes);
        return 10;
    }

    /// The same into an array.
    ///
    /// @param into where it goes
    /// @param at its first byte
    /// @param opcode one of [Opcode]
    /// @param compressed whether the payload is deflated
    /// @param payloadBytes how much payload follows
    /// @return how many bytes were written
    public static int head(byte[] into, int at, int opcode, boolean compressed, int payloadBytes) {
        into[at] = (byte) (FINAL | (compressed ? COMPRESSED : 0) | opcode);
        if (payloadBytes < 126) {
            into[at + 1] = (byte) payloadBytes;
            return 2;
        }
        int lengthBytes = payloadBytes < 65_536 ? 2 : 8;
        into[at + 1] = (byte) (lengthBytes == 2 ? 126 : 127);
        for (int i = 0; i < lengthBytes; i++) {
            into[at + 2 + i] = (byte) ((long) payloadBytes >>> 8 * (lengthBytes - 1 - i));
        }
        return 2 + lengthBytes;
    }

    /// Writes a whole close frame.
    ///
    /// @param into where it goes; room for 127 bytes
    /// @param at its first byte
    /// @param code one that may be sent; [CloseCode#NONE] for a frame without one
    /// @param reason for a person; cut at a character so that it fits
    /// @return how many bytes were written
    public static int close(MemorySegment into, long at, int code, String reason) {
        if (code == CloseCode.NONE) {
            return head(into, at, Opcode.CLOSE, false, 0);
        }
        if (!CloseCode.isValid(code)) {
            throw new IllegalArgumentException("close code: wanted one that may be sent, got " + code);
        }
        var text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, CONTROL_BYTES_MOST - 2);
        while (length < text.length && length > 0 && (text[length] & 0xc0) == 0x80) {
            length--;
        }
        head(into, at, Opcode.CLOSE, false, length + 2);
        into.set(SHORT, at + 2, (short) code);
        MemorySegment.copy(text, 0, into, JAVA_BYTE, at + 4, length);
        return length + 4;
    }
}
