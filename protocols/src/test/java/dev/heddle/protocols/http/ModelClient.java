// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/// The other end of a connection: sends its bytes in random pieces, and reads when it likes.
final class ModelClient extends Protocol {
    private final UnitHeap heap;
    private final Random random;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private byte[] toSend = {};
    private int sent;
    private SessionRef session;
    private int pausedTurns;
    private boolean ended;

    ModelClient(UnitHeap heap, Random random) {
        this.heap = heap;
        this.random = random;
    }

    void connect(Endpoint to, byte[] bytes) {
        toSend = bytes;
        below().open(this, Participants.to(to)).onEnd(request -> session = request.take());
    }

    /// One turn: some bytes go, and perhaps it stops to read for a while.
    void turn() {
        if (session == null || ended) {
            return;
        }
        if (sent < toSend.length && random.nextInt(3) > 0) {
            int length = Math.min(toSend.length - sent, 1 + random.nextInt(random.nextBoolean() ? 20 : 2000));
            var unit = heap.tryAllocate();
            if (unit != null) {
                length = Math.min(length, unit.capacityBytes());
                MemorySegment.copy(toSend, sent, unit.payload(), ValueLayout.JAVA_BYTE, 0, length);
                if (session.push(unit, 0, length) == Push.ACCEPTED) {
                    sent += length;
                }
            }
        }
        if (pausedTurns > 0 && --pausedTurns == 0) {
            session.control(Reading.ON);
        } else if (pausedTurns == 0 && random.nextInt(20) == 0) {
            pausedTurns = 1 + random.nextInt(30);
            session.control(Reading.OFF);
        }
    }

    boolean hasSentAll() {
        return sent == toSend.length;
    }

    boolean isEnded() {
        return ended;
    }

    byte[] got() {
        return got.toByteArray();
    }

    void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    @Override
    public void demux(Session lower, Chain message) {
        message.forEachSlice((unit, from, length) ->
                got.writeBytes(unit.payload().asSlice(from, length).toArray(ValueLayout.JAVA_BYTE)));
        message.release();
    }

    @Override
    public void openDone(Session lower) {}

    @Override
    public void closeDone(Session lower) {
        ended = true;
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
