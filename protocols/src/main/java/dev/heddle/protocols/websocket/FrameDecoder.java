// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// Takes frames apart as their bytes come, and takes the mask off in place.
///
/// Thread: the owning loop. The bytes must be writable: unmasking changes them where they are.
/// Limits: a payload above the limit is refused with [CloseCode#TOO_BIG] as soon as its length is known.
/// Source: RFC 6455 section 5
public final class FrameDecoder {
    /// What was there is used up; call again with more.
    public static final int MORE = 0;

    /// A frame begins: [#opcode()], [#isFinal()], [#isCompressed()] and [#length()] are known.
    public static final int BEGIN = 1;

    /// [#dataLength()] bytes of payload, without the mask, start at [#dataAt()].
    public static final int DATA = 2;

    /// The frame is over.
    public static final int END = 3;

    private static final int HEAD_BYTES_MOST = 14;
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final long limitBytes;
    private final boolean masked;
    private final boolean compression;
    private final byte[] head = new byte[HEAD_BYTES_MOST];
    private int have;
    private boolean inPayload;
    private long length;
    private long left;
    private int mask;
    private long position;
    private long dataAt;
    private int dataLength;

    /// A decoder at the start of a frame.
    ///
    /// @param limitBytes the longest payload of one frame
    /// @param fromClient whether the frames come from a client and so must be masked; otherwise they must not
    ///     be
    /// @param compression whether permessage-deflate was agreed on, so that RSV1 means something
    public FrameDecoder(long limitBytes, boolean fromClient, boolean compression) {
        this.limitBytes = limitBytes;
        this.masked = fromClient;
        this.compression = compression;
    }

    /// Goes on with the bytes that are there.
    ///
    /// @param bytes what was read
    /// @param from the first byte not used yet
    /// @param to behind the last one
    /// @return [#MORE], [#BEGIN], [#DATA], [#END], or below zero the [CloseCode] to fail the connection with
    public int next(MemorySegment bytes, long from, long to) {
        position = from;
        if (inPayload) {
            return payload(bytes, to);
        }
        while (position < to) {
            head[have++] = bytes.get(JAVA_BYTE, position++);
            if (have == 2) {
                int refused = checkFirstTwo();
                if (refused != 0) {
                    return refused;
                }
            }
            if (have >= 2 && have == headLength()) {
                return begin();
            }
        }
        return MORE;
    }

    private int payload(MemorySegment bytes, long to) {
        if (left == 0) {
            inPayload = false;
            have = 0;
            return END;
        }
        if (position == to) {
            return MORE;
        }
        dataAt = position;
        dataLength = (int) Math.min(left, to - position);
        if (masked) {
            unmask(bytes, dataAt, dataLength);
        }
        position += dataLength;
        left -= dataLength;
        return DATA;
    }

    private int checkFirstTwo() {
        int opcode = opcode();
        boolean control = Opcode.isControl(opcode);
        boolean reserved = (head[0] & 0x30) != 0 || (isCompressed() && (!compression || control || opcode == 0));
        boolean wrongMask = (head[1] < 0) != masked;
        boolean wrongControl = control && (!isFinal() || (head[1] & 0x7f) > 125);
        return reserved || wrongMask || wrongControl || !Opcode.isKnown(opcode) ? -CloseCode.PROTOCOL_ERROR : 0;
    }

    private int headLength() {
        int code = head[1] & 0x7f;
        return 2 + (code == 126 ? 2 : code == 127 ? 8 : 0) + (masked ? 4 : 0);
    }

    private int begin() {
        int code = head[1] & 0x7f;
        int lengthBytes = code == 126 ? 2 : code == 127 ? 8 : 0;
        length = lengthBytes == 0 ? code : number(2, lengthBytes);
        if (length < 0 || (lengthBytes == 2 && length < 126) || (lengthBytes == 8 && length < 65_536)) {
            return -CloseCode.PROTOCOL_ERROR; // the shortest form is a must
        }
        if (length > limitBytes) {
            return -CloseCode.TOO_BIG;
        }
        mask = masked ? (int) number(2 + lengthBytes, 4) : 0;
        left = length;
        inPayload = true;
        return BEGIN;
    }

    private long number(int at, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (head[at + i] & 0xff);
        }
        return value;
    }

    /// Takes the mask off; `mask` has the byte that comes next in its highest place, and is turned on as
    /// bytes pass.
    private void unmask(MemorySegment bytes, long at, int count) {
        long twice = ((long) mask << 32) | (mask & 0xffffffffL);
        long eight = LITTLE ? Long.reverseBytes(twice) : twice;
        int i = 0;
        for (; i + 8 <= count; i += 8) {
            bytes.set(JAVA_LONG_UNALIGNED, at + i, bytes.get(JAVA_LONG_UNALIGNED, at + i) ^ eight);
        }
        for (; i < count; i++) {
            byte plain = (byte) (bytes.get(JAVA_BYTE, at + i) ^ (mask >>> 24));
            bytes.set(JAVA_BYTE, at + i, plain);
            mask = Integer.rotateLeft(mask, 8);
        }
    }

    /// What the frame is.
    ///
    /// @return one of [Opcode]
    public int opcode() {
        return head[0] & 0x0f;
    }

    /// Whether it is the last fragment of its message.
    ///
    /// @return the FIN bit
    public boolean isFinal() {
        return head[0] < 0;
    }

    /// Whether the message that begins is compressed.
    ///
    /// @return the RSV1 bit
    public boolean isCompressed() {
        return (head[0] & 0x40) != 0;
    }

    /// How long the payload is.
    ///
    /// @return in bytes
    public long length() {
        return length;
    }

    /// Where the payload of the last [#DATA] starts.
    ///
    /// @return in bytes from the start of what was passed
    public long dataAt() {
        return dataAt;
    }

    /// How long it is.
    ///
    /// @return in bytes, above zero
    public int dataLength() {
        return dataLength;
    }

    /// Up to where the bytes are used.
    ///
    /// @return the place of the next byte to pass
    public long position() {
        return position;
    }
}
