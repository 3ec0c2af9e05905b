// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example.websocket;

import dev.heddle.protocols.http.Upgrade;
import dev.heddle.protocols.websocket.MessageHandler;
import dev.heddle.protocols.websocket.Sending;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/// Answers each message with itself.
final class Echo extends Protocol implements MessageHandler {
    private final Map<Long, SessionRef> sessions = new HashMap<>();
    private final UnitHeap heap;

    Echo(UnitHeap heap) {
        this.heap = heap;
    }

    void takeWebSockets() {
        below().openEnable(this, Participants.at(new Upgrade("websocket")));
    }

    @Override
    public void openDone(Session lower) {
        sessions.put(lower.id(), lower.duplicate());
    }

    @Override
    public boolean onMessage(Session session, boolean text, MemorySegment memory, long fromBytes, int lengthBytes) {
        session.control(text ? Sending.TEXT : Sending.BINARY);
        session.push(copy(memory, fromBytes, lengthBytes)); // taken over, whatever the answer
        return true;
    }

    /// The memory is lent, so what is sent later is a copy.
    private Chain copy(MemorySegment memory, long fromBytes, int lengthBytes) {
        var answer = Chain.of(heap.allocate(), 0, 0);
        for (int at = 0; at < lengthBytes; ) {
            var unit = heap.allocate();
            int piece = Math.min(unit.capacityBytes(), lengthBytes - at);
            MemorySegment.copy(memory, fromBytes + at, unit.payload(), 0, piece);
            answer.append(unit, 0, piece);
            at += piece;
        }
        return answer;
    }

    @Override
    public void demux(Session lower, Chain message) {
        message.release(); // messages come by onMessage
    }

    @Override
    public void closeDone(Session lower) {
        var session = sessions.remove(lower.id());
        if (session != null) {
            session.close();
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
}
