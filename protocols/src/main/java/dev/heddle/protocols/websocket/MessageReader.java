// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Puts messages together from the frames of one client: fragments joined, texts checked, compression undone.
///
/// Thread: the owning loop. Limits: `limitBytes` for a whole message, also after inflating; above it the
/// connection fails with [CloseCode#TOO_BIG]. Between messages nothing is held but this object.
/// Source: RFC 6455 sections 5.4, 5.6, 7; RFC 7692
public final class MessageReader {
    /// What to do with what was read. Called on the loop, in order; the payloads are lent for the call.
    public interface Listener {
        /// A whole message.
        ///
        /// @param text whether it is a text, and so UTF-8
        /// @param payload of the message
        void onMessage(boolean text, MemorySegment payload);

        /// A ping, to be answered with a pong of the same payload.
        ///
        /// @param payload at most 125 bytes
        void onPing(MemorySegment payload);

        /// A pong.
        ///
        /// @param payload at most 125 bytes
        void onPong(MemorySegment payload);

        /// The client's close frame; nothing is read after it.
        ///
        /// @param code as sent, or [CloseCode#NONE]
        /// @param reason as sent
        void onClose(int code, String reason);
    }

    private final FrameDecoder frames;
    private final long limitBytes;
    private final @Nullable Deflate deflate;
    private final Listener listener;
    private final Utf8Check utf8 = new Utf8Check();
    private int message = -1; // opcode of the message that is being put together
    private boolean compressed;
    private byte[] gathered = new byte[0];
    private int length;
    private byte[] control = new byte[0];
    private int controlLength;
    private boolean closed;

    /// A reader at the start of a connection.
    ///
    /// @param limitBytes the longest message
    /// @param deflate the loop's, when permessage-deflate was agreed on; null otherwise
    /// @param listener who gets the messages
    public MessageReader(long limitBytes, @Nullable Deflate deflate, Listener listener) {
        this.frames = new FrameDecoder(limitBytes, true, deflate != null);
        this.limitBytes = limitBytes;
        this.deflate = deflate;
        this.listener = listener;
    }

    /// Takes what was read from the connection. The bytes are changed in place.
    ///
    /// @param bytes what was read
    /// @param from its first byte
    /// @param to behind its last byte
    /// @return 0, or the [CloseCode] to fail the connection with; then nothing more may be passed
    public int read(MemorySegment bytes, long from, long to) {
        long at = from;
        while (!closed) {
            int event = frames.next(bytes, at, to);
            at = frames.position();
            int code = switch (event) {
                case FrameDecoder.MORE -> {
                    yield -1;
                }
                case FrameDecoder.BEGIN -> begin();
                case FrameDecoder.DATA -> data(bytes);
                case FrameDecoder.END -> end();
                default -> -event;
            };
            if (code != 0) {
                return Math.max(0, code);
            }
        }
        return 0;
    }

    private int begin() {
        int opcode = frames.opcode();
        if (Opcode.isControl(opcode)) {
            control = new byte[(int) frames.length()];
            controlLength = 0;
            return 0;
        }
        if ((opcode == Opcode.CONTINUATION) == (message < 0)) {
            return CloseCode.PROTOCOL_ERROR;
        }
        if (opcode != Opcode.CONTINUATION) {
            message = opcode;
            compressed = frames.isCompressed();
            length = 0;
            utf8.reset();
        }
        return length + frames.length() > limitBytes ? CloseCode.TOO_BIG : 0;
    }

    private int data(MemorySegment bytes) {
        long at = frames.dataAt();
        int count = frames.dataLength();
        if (Opcode.isControl(frames.opcode())) {
            MemorySegment.copy(bytes, JAVA_BYTE, at, control, controlLength, count);
            controlLength += count;
            return 0;
        }
        if (message == Opcode.TEXT && !compressed && !utf8.accept(bytes, at, at + count)) {
            return CloseCode.INVALID_DATA;
        }
        if (length == 0 && count == frames.length() && frames.isFinal() && !compressed) {
            return whole(bytes.asSlice(at, count)); // the usual case: one frame, all here, nothing copied
        }
        if (length + count > gathered.length) {
            gathered = Arrays.copyOf(gathered, (int) Math.min(limitBytes, Math.max(length + count, 2L * length)));
        }
        MemorySegment.copy(bytes, JAVA_BYTE, at, gathered, length, count);
        length += count;
        return 0;
    }

    private int whole(MemorySegment payload) {
        if (message == Opcode.TEXT && !utf8.isWhole()) {
            return CloseCode.INVALID_DATA;
        }
        boolean text = message == Opcode.TEXT;
        message = -2; // delivered: the frame's end has nothing left to do
        listener.onMessage(text, payload);
        return 0;
    }

    private int end() {
        if (Opcode.isControl(frames.opcode())) {
            return control();
        }
        if (!frames.isFinal()) {
            return 0;
        }
        int code = message == -2
                ? 0
                : compressed
                        ? inflated()
                        : whole(MemorySegment.ofArray(gathered).asSlice(0, length));
        message = -1;
        length = 0;
        gathered = new byte[0];
        return code;
    }

    private int inflated() {
        var inflater = deflate;
        if (inflater == null) {
            throw new IllegalStateException("websocket: a compressed message without an agreed extension");
        }
        var payload = inflater.inflate(gathered, length, limitBytes);
        if (payload == null) {
            return inflater.failedByLimit() ? CloseCode.TOO_BIG : CloseCode.INVALID_DATA;
        }
        if (message == Opcode.TEXT && !utf8.accept(payload, 0, payload.byteSize())) {
            return CloseCode.INVALID_DATA;
        }
        return whole(payload);
    }

    private int control() {
        var payload = MemorySegment.ofArray(control).asSlice(0, controlLength);
        int opcode = frames.opcode();
        control = new byte[0];
        if (opcode == Opcode.PING) {
            listener.onPing(payload);
        } else if (opcode == Opcode.PONG) {
            listener.onPong(payload);
        } else {
            return close(payload.toArray(JAVA_BYTE));
        }
        return 0;
    }

    private int close(byte[] payload) {
        if (payload.length == 1) {
            return CloseCode.PROTOCOL_ERROR;
        }
        int code = CloseCode.NONE;
        var reason = "";
        if (payload.length >= 2) {
            code = (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
            if (!CloseCode.isValid(code)) {
                return CloseCode.PROTOCOL_ERROR;
            }
            var check = new Utf8Check();
            if (!check.accept(MemorySegment.ofArray(payload), 2, payload.length) || !check.isWhole()) {
                return CloseCode.INVALID_DATA;
            }
            reason = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
        closed = true;
        listener.onClose(code, reason);
        return 0;
    }
}
