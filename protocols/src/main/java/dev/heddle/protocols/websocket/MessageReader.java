// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.heddle.runtime.unit.Gathered;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Puts messages together from the frames of one client: fragments joined, texts checked, compression undone.
///
/// ```
///  read ──▶ frame begins ──▶ its bytes: all here and final ──────────────▶ delivered where they are
///                              └─▶ copied into units until the message is whole ──▶ delivered from there
///                                       the listener did not take it: STOPPED, [#again] delivers it again
/// ```
/// Thread: the loop. Limits: `messageBytes` for a whole message, also after inflating; above it the
/// connection fails with [CloseCode#TOO_BIG]. Between messages nothing is held but this object.
/// Source: RFC 6455 sections 5.4, 5.6, 7; RFC 7692
final class MessageReader {
    /// What to do with what was read. Called on the loop, in order; the payloads are lent for the call.
    interface Listener {
        /// A whole message in one piece, and whether that lies where it was read; false: not taken, it is offered
        /// again by [MessageReader#again].
        boolean onMessage(boolean text, MemorySegment memory, long fromBytes, int lengthBytes, boolean asRead);

        /// A whole message that was gathered; its units may be taken out.
        boolean onMessage(boolean text, Gathered gathered);

        /// One more control frame, or one more fragment with nothing in it; false: too many.
        boolean admit();

        void onPing(MemorySegment payload);

        void onPong(MemorySegment payload);

        /// The client's close frame; nothing is read after it.
        void onClose(int code, String reason);

        /// Whether to stop reading after what was just delivered.
        boolean isStopped();
    }

    /// All bytes are used.
    static final int MORE = 0;

    /// The listener stopped it: what is behind [#position()] must be passed again, after [#again].
    static final int STOPPED = 1;

    private static final int GO_ON = -1;
    private static final byte[] NOTHING = {};

    private final FrameDecoder frames;
    private final Buffers buffers;
    private final int limitBytes;
    private final Listener listener;
    private final Utf8Check utf8 = new Utf8Check();
    private int message = -1; // opcode of the message that is being put together
    private boolean compressed;
    private int lengthBytes;
    private @Nullable Gathered gathered;
    private @Nullable MemorySegment piece; // the message where it was read
    private long pieceAt;
    private boolean pending; // whole, and not taken
    private byte[] control = NOTHING;
    private int controlLength;
    private boolean closed;
    private long position;

    /// A reader at the start of a connection.
    MessageReader(WebSocketOptions.Limits limits, Buffers buffers, boolean compression, Listener listener) {
        this.frames = new FrameDecoder(limits.frameBytes(), true, compression);
        this.limitBytes = limits.messageBytes();
        this.buffers = buffers;
        this.listener = listener;
    }

    /// Takes what was read from the connection. The bytes are changed in place.
    ///
    /// @return [#MORE], [#STOPPED], or the [CloseCode] to fail the connection with; then nothing more may be
    ///     passed
    int read(MemorySegment bytes, long from, long to) {
        position = from;
        while (!closed) {
            int event = frames.next(bytes, position, to);
            position = frames.position();
            int code = switch (event) {
                case FrameDecoder.MORE -> MORE;
                case FrameDecoder.BEGIN -> begin();
                case FrameDecoder.DATA -> data(bytes);
                case FrameDecoder.END -> end();
                default -> -event;
            };
            if (code != GO_ON) {
                return code;
            }
        }
        position = to;
        return MORE;
    }

    /// Up to where the last [#read] used the bytes.
    long position() {
        return position;
    }

    /// Delivers again what was not taken, if anything was.
    ///
    /// @return as [#read]
    int again() {
        int code = pending ? deliver() : GO_ON;
        return code == GO_ON ? MORE : code;
    }

    /// Gives back what it holds of a message.
    void release() {
        forget();
        closed = true;
    }

    private int begin() {
        int opcode = frames.opcode();
        if (Opcode.isControl(opcode)) {
            control = frames.length() == 0 ? NOTHING : new byte[(int) frames.length()];
            controlLength = 0;
            return GO_ON;
        }
        if ((opcode == Opcode.CONTINUATION) == (message < 0)) {
            return CloseCode.PROTOCOL_ERROR;
        }
        if (opcode != Opcode.CONTINUATION) {
            message = opcode;
            compressed = frames.isCompressed();
            utf8.reset();
        }
        return lengthBytes + frames.length() > limitBytes ? CloseCode.TOO_BIG : GO_ON;
    }

    private int data(MemorySegment bytes) {
        long at = frames.dataAt();
        int count = frames.dataLength();
        if (Opcode.isControl(frames.opcode())) {
            MemorySegment.copy(bytes, JAVA_BYTE, at, control, controlLength, count);
            controlLength += count;
            return GO_ON;
        }
        if (message == Opcode.TEXT && !compressed && !utf8.accept(bytes, at, at + count)) {
            return CloseCode.INVALID_DATA;
        }
        boolean whole = lengthBytes == 0 && count == frames.length() && frames.isFinal();
        lengthBytes += count;
        if (whole) {
            piece = bytes; // the usual case: one frame, all here, nothing copied; its end comes next
            pieceAt = at;
            return GO_ON;
        }
        var into = gathered;
        if (into == null) {
            into = buffers.take();
            gathered = into;
        }
        return into.add(buffers.heap(), bytes, at, count) ? GO_ON : CloseCode.TRY_AGAIN;
    }

    private int end() {
        if (Opcode.isControl(frames.opcode())) {
            return control();
        }
        if (!frames.isFinal()) {
            return frames.length() > 0 || listener.admit() ? GO_ON : CloseCode.POLICY;
        }
        if (message == Opcode.TEXT && !compressed && !utf8.isWhole()) {
            return CloseCode.INVALID_DATA;
        }
        return deliver();
    }

    private int deliver() {
        pending = true;
        boolean taken;
        if (compressed) {
            int length = inflate();
            if (length < 0) {
                return length == Deflate.TOO_LONG ? CloseCode.TOO_BIG : CloseCode.INVALID_DATA;
            }
            var plain = buffers.deflate().inflated();
            utf8.reset();
            if (message == Opcode.TEXT && !(utf8.accept(plain, 0, length) && utf8.isWhole())) {
                return CloseCode.INVALID_DATA;
            }
            taken = listener.onMessage(message == Opcode.TEXT, plain, 0, length, false);
        } else if (gathered != null) {
            taken = listener.onMessage(message == Opcode.TEXT, gathered);
        } else {
            taken = listener.onMessage(message == Opcode.TEXT, pieceOrNothing(), pieceAt, lengthBytes, piece != null);
        }
        if (!taken) {
            return STOPPED;
        }
        forget();
        return listener.isStopped() ? STOPPED : GO_ON;
    }

    private int inflate() {
        return gathered != null
                ? buffers.deflate().inflate(gathered, limitBytes)
                : buffers.deflate().inflate(pieceOrNothing(), pieceAt, lengthBytes, limitBytes);
    }

    private MemorySegment pieceOrNothing() {
        return piece == null ? MemorySegment.NULL : piece;
    }

    private void forget() {
        if (gathered != null) {
            buffers.give(gathered);
            gathered = null;
        }
        pending = false;
        message = -1;
        lengthBytes = 0;
        piece = null;
        pieceAt = 0;
    }

    private int control() {
        if (!listener.admit()) {
            return CloseCode.POLICY;
        }
        var payload = MemorySegment.ofArray(control);
        int opcode = frames.opcode();
        var bytes = control;
        control = NOTHING;
        if (opcode == Opcode.PING) {
            listener.onPing(payload);
        } else if (opcode == Opcode.PONG) {
            listener.onPong(payload);
        } else {
            return close(bytes);
        }
        return GO_ON;
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
            utf8.reset(); // whatever message it stands in the middle of will not go on
            if (!utf8.accept(MemorySegment.ofArray(payload), 2, payload.length) || !utf8.isWhole()) {
                return CloseCode.INVALID_DATA;
            }
            reason = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
        closed = true;
        listener.onClose(code, reason);
        return GO_ON;
    }
}
