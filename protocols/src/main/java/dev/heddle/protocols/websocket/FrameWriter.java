// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Puts messages and control frames into frames, and pushes them. Thread: the loop.
final class FrameWriter {
    private final Buffers buffers;
    private final WebSocketOptions.Compression compression;

    FrameWriter(Buffers buffers, WebSocketOptions.Compression compression) {
        this.buffers = buffers;
        this.compression = compression;
    }

    /// One message, taken over. Only its head is put in front; what is compressed goes into units of its own.
    ///
    /// @throws dev.heddle.runtime.unit.HeapExhaustedException when there is no unit for the head; the message is
    ///     still the caller's
    Push message(Session lower, Chain message, int opcode, Agreed agreed) {
        int length = message.lengthBytes();
        if (agreed.compressed() && length >= compression.fromBytes()) {
            var shorter = compressed(message, opcode, agreed.windowBits());
            if (shorter != null) {
                message.release();
                return lower.push(shorter);
            }
        }
        FrameEncoder.head(message.prepend(FrameEncoder.headBytes(length)), 0, opcode, false, length);
        return lower.push(message);
    }

    /// The whole frame, compressed; null when that is no shorter, or there are no units for it.
    private @Nullable Chain compressed(Chain message, int opcode, int windowBits) {
        int length = message.lengthBytes();
        var payload = buffers.deflate().deflate(message.peek(length), windowBits);
        int size = (int) payload.byteSize();
        if (size >= length) {
            return null;
        }
        var frame = buffers.take();
        try {
            var head = new byte[FrameEncoder.HEAD_BYTES_MOST];
            int headBytes = FrameEncoder.head(head, 0, opcode, true, size);
            return frame.add(buffers.heap(), MemorySegment.ofArray(head), 0, headBytes)
                            && frame.add(buffers.heap(), payload, 0, size)
                    ? frame.toChain()
                    : null;
        } finally {
            buffers.give(frame);
        }
    }

    /// A ping or a pong; without a unit for it, it is left out, which the protocol allows.
    void control(Session lower, int opcode, MemorySegment payload) {
        var unit = buffers.heap().tryAllocate();
        if (unit != null) {
            int length = (int) payload.byteSize();
            int at = FrameEncoder.head(unit.payload(), 0, opcode, false, length);
            MemorySegment.copy(payload, 0, unit.payload(), at, length);
            push(lower, unit, at + length);
        }
    }

    /// A close frame; without a unit for it the connection ends without one, as if it were lost.
    void close(Session lower, int code, String reason) {
        var unit = buffers.heap().tryAllocate();
        if (unit != null) {
            push(lower, unit, FrameEncoder.close(unit.payload(), 0, code, reason));
        }
    }

    private static void push(Session lower, Unit unit, int length) {
        unit.lengthBytes(length);
        lower.push(unit, 0, length);
    }
}
