// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.graph.WeakSession;
import dev.heddle.runtime.net.Abort;
import dev.heddle.runtime.net.CloseReason;
import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A stream without a socket, whose other end is the test: it says what the client sends, and reads what the
/// server sent as frames.
final class Wire extends Protocol implements SessionHandler {
    private final UnitHeap reads;
    private final Agreed agreed;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private @Nullable Protocol upper;
    private @Nullable WeakSession session;
    boolean reading = true;
    String aborted = "";
    int closed;

    Wire(UnitHeap reads, Agreed agreed) {
        this.reads = reads;
        this.agreed = agreed;
    }

    void arrive() {
        var above = Objects.requireNonNull(upper);
        try (var opened = createSession(above, this)) {
            session = weak(opened);
            above.openDone(opened);
        }
    }

    void client(ClientFrames frames) {
        client(frames.bytes(), Integer.MAX_VALUE);
    }

    /// The bytes in as many reads as pieces.
    void client(byte[] bytes, int piece) {
        int from = 0;
        while (from < bytes.length) {
            int length = Math.min(Math.min(piece, bytes.length - from), reads.unitBytes() - 3);
            var unit = reads.allocate();
            MemorySegment.copy(bytes, from, unit.payload(), JAVA_BYTE, 3, length); // not at the unit's front
            unit.lengthBytes(3 + length);
            if (!Objects.requireNonNull(session).pop(unit, 3, length)) {
                unit.release();
            }
            from += length;
        }
    }

    void lose() {
        Objects.requireNonNull(session).popCloseDone();
    }

    /// What the server has sent since the last call, frame by frame: kind, payload.
    List<String> sent() {
        var bytes = out.toByteArray();
        out.reset();
        var frames = new ArrayList<String>();
        var decoder = new FrameDecoder(Long.MAX_VALUE, false, true);
        var memory = MemorySegment.ofArray(bytes);
        var payload = new ByteArrayOutputStream();
        for (long at = 0; ; at = decoder.position()) {
            switch (decoder.next(memory, at, bytes.length)) {
                case FrameDecoder.BEGIN -> payload.reset();
                case FrameDecoder.DATA ->
                    payload.writeBytes(memory.asSlice(decoder.dataAt(), decoder.dataLength())
                            .toArray(JAVA_BYTE));
                case FrameDecoder.END -> frames.add(show(decoder, payload.toByteArray()));
                case FrameDecoder.MORE -> {
                    return frames;
                }
                default -> throw new AssertionError("the server broke the protocol after " + frames);
            }
        }
    }

    private static String show(FrameDecoder frame, byte[] payload) {
        var text = new String(payload, StandardCharsets.UTF_8);
        if (frame.isCompressed()) {
            try (var deflate = new Deflate()) {
                int length = deflate.inflate(MemorySegment.ofArray(payload), 0, payload.length, 1 << 20);
                text = "packed "
                        + new String(deflate.inflated().asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
            }
        }
        return switch (frame.opcode()) {
            case Opcode.TEXT -> "text " + text;
            case Opcode.BINARY -> "binary " + text;
            case Opcode.PING -> "ping " + text;
            case Opcode.PONG -> "pong " + text;
            default ->
                payload.length == 0
                        ? "close"
                        : "close " + ((payload[0] & 0xff) << 8 | payload[1] & 0xff)
                                + (payload.length > 2 ? " " + text.substring(text.length() - payload.length + 2) : "");
        };
    }

    @Override
    public void openEnable(Protocol upper, Participants local) {
        this.upper = upper;
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        this.upper = null;
    }

    @Override
    public dev.heddle.runtime.request.Request<dev.heddle.runtime.graph.SessionRef> open(
            Protocol upper, Participants to) {
        return refused("open");
    }

    @Override
    public Push push(Chain message) {
        message.forEachSlice((unit, from, length) -> out.writeBytes(
                unit.room().asSlice((long) unit.headroomBytes() + from, length).toArray(JAVA_BYTE)));
        message.release();
        return Push.ACCEPTED;
    }

    @Override
    public void pop(Upward up, Chain message) {
        up.demux(message);
    }

    @Override
    public void pop(Upward up, Unit unit, int fromBytes, int lengthBytes) {
        up.demux(unit, fromBytes, lengthBytes);
    }

    @Override
    public void closed() {
        closed++;
    }

    @Override
    @SuppressWarnings("unchecked") // the questions are known
    public <A extends @Nullable Object> A control(Control<A> ask) {
        return switch (ask) {
            case Reading wanted -> {
                reading = wanted.on();
                yield (A) Boolean.TRUE;
            }
            case Abort abort -> {
                aborted = abort.reason();
                yield (A) Boolean.TRUE;
            }
            case CloseReason why -> (A) "lost";
            case Agreed.Ask what -> (A) agreed;
            default -> ask.unsupported();
        };
    }

    @Override
    public Service needs() {
        return Service.STREAM;
    }

    @Override
    public Service provides() {
        return Service.STREAM;
    }
}
