// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.net.CloseReason;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Two layers for tests above [WebSocket]: one takes messages lent, one as messages. Both write down what comes.
abstract sealed class Tops extends Protocol {
    final List<String> got = new ArrayList<>();

    @Nullable
    SessionRef session;

    /// How many messages it still takes.
    int room = Integer.MAX_VALUE;

    /// Whether it closes at the end, as a layer should.
    boolean closes = true;

    void enable() {
        below().openEnable(this, Participants.at(new Endpoint("127.0.0.1", 0)));
    }

    SessionRef session() {
        return Objects.requireNonNull(session);
    }

    Push say(UnitHeap heap, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return session().push(chain(heap, MemorySegment.ofArray(bytes), 0, bytes.length));
    }

    /// A copy in as many units as it takes.
    static Chain chain(UnitHeap heap, MemorySegment memory, long fromBytes, int lengthBytes) {
        var chain = Chain.of(heap.allocate(), 0, 0);
        for (int at = 0; at < lengthBytes; ) {
            var unit = heap.allocate();
            int piece = Math.min(lengthBytes - at, unit.capacityBytes());
            MemorySegment.copy(memory, fromBytes + at, unit.payload(), 0, piece);
            unit.lengthBytes(piece);
            chain.append(unit, 0, piece);
            at += piece;
        }
        return chain;
    }

    @Override
    public void openDone(Session lower) {
        session = lower.duplicate();
    }

    @Override
    public void closeDone(Session lower) {
        got.add("end " + lower.control(new ClosedWith()) + " " + lower.control(new CloseReason()));
        if (closes) {
            session().close();
        }
    }

    @Override
    public Service needs() {
        return Service.MESSAGES;
    }

    @Override
    public Service provides() {
        return Service.MESSAGES;
    }

    static final class Lent extends Tops implements MessageHandler {
        @Override
        public boolean onMessage(Session from, boolean text, MemorySegment memory, long fromBytes, int lengthBytes) {
            if (room == 0) {
                return false;
            }
            room--;
            var bytes = memory.asSlice(fromBytes, lengthBytes).toArray(JAVA_BYTE);
            got.add((text ? "text " : "binary ") + new String(bytes, StandardCharsets.UTF_8));
            return true;
        }

        @Override
        public void demux(Session lower, Chain message) {
            throw new AssertionError("a handler gets no messages");
        }
    }

    /// Sends each message back.
    static final class Echo extends Tops implements MessageHandler {
        private final UnitHeap heap;

        Echo(UnitHeap heap) {
            this.heap = heap;
        }

        @Override
        public boolean onMessage(Session from, boolean text, MemorySegment memory, long fromBytes, int lengthBytes) {
            from.control(text ? Sending.TEXT : Sending.BINARY);
            from.push(chain(heap, memory, fromBytes, lengthBytes));
            return true;
        }

        @Override
        public void demux(Session lower, Chain message) {
            throw new AssertionError("a handler gets no messages");
        }
    }

    static final class AsMessages extends Tops {
        @Override
        public void demux(Session lower, Chain message) {
            var bytes = new byte[message.lengthBytes()];
            message.copyTo(0, MemorySegment.ofArray(bytes), 0, bytes.length);
            message.release();
            got.add(new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
