// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.websocket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.heddle.protocols.websocket.Sending;
import dev.heddle.protocols.websocket.WebSocket;
import dev.heddle.protocols.websocket.WebSocketOptions;
import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.LocalHeap;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;

/// Our layer between two ends. Thread: one.
final class HeddleSide implements AutoCloseable {
    private final UnitHeap heap = UnitHeap.open(
            HeapOptions.of("bench", 16 << 10, 16, 64).headroomBytes(16).checked(false));
    private final LocalHeap units = heap.local();
    private final Loop loop = Loop.open("bench", LoopOptions.defaults());
    private final Graph graph;
    private final Ends.Bottom bottom;
    private final Ends.Top top;

    HeddleSide() {
        graph = GraphPlan.bottom("bottom", Ends.Bottom::new)
                .layer("websocket", () -> WebSocket.create(WebSocketOptions.of(heap)), "bottom")
                .layer("top", Ends.Top::new, "websocket")
                .build(loop);
        bottom = (Ends.Bottom) graph.layer("bottom");
        top = (Ends.Top) graph.layer("top");
        top.enable();
        bottom.arrive();
    }

    /// Copies the bytes into a unit, as a socket would, and hands them up.
    long read(byte[] frame) {
        var unit = unit(frame);
        bottom.receive(unit, frame.length);
        return top.gotBytes;
    }

    long write(byte[] payload) {
        return push(unit(payload), payload.length);
    }

    /// The same frame once more, for one more recipient.
    long share(Unit frame) {
        return push(frame.retain(), frame.lengthBytes());
    }

    private long push(Unit unit, int lengthBytes) {
        if (top.session().push(unit, 0, lengthBytes) != Push.ACCEPTED) {
            throw new IllegalStateException("bench: a push was refused");
        }
        return bottom.sentBytes;
    }

    Unit unit(byte[] bytes) {
        var unit = units.allocate();
        MemorySegment.copy(bytes, 0, unit.payload(), JAVA_BYTE, 0, bytes.length);
        unit.lengthBytes(bytes.length);
        return unit;
    }

    void sendFrames() {
        top.session().control(Sending.FRAMES);
    }

    @Override
    public void close() {
        graph.close();
        loop.close();
        heap.close();
    }
}
