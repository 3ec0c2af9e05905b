// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.line;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.graph.WeakSession;
import dev.heddle.runtime.net.Abort;
import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A stream without a socket: the test says what arrives, piece by piece.
final class Feed extends Protocol implements SessionHandler {
    private @Nullable Protocol upper;
    private @Nullable WeakSession session;
    final StringBuilder sent = new StringBuilder();
    boolean reading = true;
    String aborted = "";
    int closed;

    void arrive() {
        var above = Objects.requireNonNull(upper);
        try (var opened = createSession(above, this)) {
            session = weak(opened);
            above.openDone(opened);
        }
    }

    boolean feed(UnitHeap heap, String text, int offset) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        var unit = heap.allocate();
        MemorySegment.copy(bytes, 0, unit.payload(), ValueLayout.JAVA_BYTE, offset, bytes.length);
        unit.lengthBytes(offset + bytes.length);
        boolean taken = Objects.requireNonNull(session).pop(unit, offset, bytes.length);
        if (!taken) {
            unit.release();
        }
        return taken;
    }

    boolean feed(Chain message) {
        return Objects.requireNonNull(session).pop(message);
    }

    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        var opened = Promise.<SessionRef>create(loop(), "feed open", SessionRef::close);
        var own = createSession(upper, this);
        session = weak(own);
        opened.done(own);
        return opened;
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
    public Push push(Chain message) {
        message.forEachSlice((unit, from, length) -> sent.append(unit.getUtf8(from, length)));
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
        switch (ask) {
            case Reading wanted -> reading = wanted.on();
            case Abort abort -> aborted = abort.reason();
            default -> {
                return ask.unsupported();
            }
        }
        return (A) Boolean.TRUE;
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
