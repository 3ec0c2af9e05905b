// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.protocols.http.RequestHead;
import dev.heddle.protocols.http.UpgradeAnswer;
import dev.heddle.protocols.http.UpgradedHead;
import dev.heddle.protocols.http.Upgrading;
import dev.heddle.runtime.graph.Enables;
import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.LongSessionMap;
import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// WebSocket for servers, over [dev.heddle.protocols.http.Http]: messages over a stream that began as an HTTP request.
/// A message goes up lent, if the
/// layer above is a [MessageHandler], else through `demux`; what is pushed becomes messages, or is whole frames
/// already, as [Sending] says. Pings, the closing handshake, fragments, UTF-8 and compression are seen to here.
///
/// Thread: the loop; one instance per loop. A message inside one read is never copied; one that comes in pieces
/// is kept in units until it is whole. Limits: [WebSocketOptions#limits()]. One layer sits above it. A
/// connection that breaks the rules is closed with the [CloseCode] that says so, and the layer above is told with
/// `closeDone`. Source: RFC 6455, RFC 7692
public final class WebSocket extends Protocol implements Upgrading {
    private final WebSocketOptions options;
    private final LongSessionMap sessions = longSessions();
    private final Enables<Participant> enables = new Enables<>("websocket");
    private final Map<Long, WebSocketSession> closing = new HashMap<>();
    private final ArrayDeque<Deadline> closeDeadlines = new ArrayDeque<>();
    private final ArrayDeque<Deadline> looks = new ArrayDeque<>();
    private @Nullable Parts parts;
    private @Nullable Protocol upper;
    private boolean closed;

    /// What needs the loop.
    private record Parts(Buffers buffers, FrameWriter writer, TimerWatcher closeTimer, TimerWatcher lookTimer) {}

    /// All deadlines of a queue are as far away when they are added, so the first one is due first.
    private record Deadline(WebSocketSession session, long atNanos) {}

    private WebSocket(WebSocketOptions options) {
        this.options = options;
    }

    /// One instance per loop; the options and their heap may be shared.
    ///
    /// @param options shared by all of them
    /// @return a layer for a plan, over HTTP
    public static WebSocket create(WebSocketOptions options) {
        return new WebSocket(options);
    }

    @Override
    protected void onBuilt() {
        var buffers = new Buffers(options.heap().local());
        parts = new Parts(
                buffers,
                new FrameWriter(buffers, options.offer().compression()),
                loop().timer(label() + " close", this::closeDue),
                loop().timer(label() + " ping", this::looksDue));
    }

    @Override
    protected void onClose() {
        var built = parts;
        if (built == null) {
            return; // a layer above refused to be built
        }
        closed = true;
        built.closeTimer().stop();
        built.lookTimer().stop();
        closing.values().forEach(WebSocketSession::end);
        closing.clear();
        built.buffers().close();
    }

    private Parts parts() {
        var built = parts;
        if (built == null) {
            throw new IllegalStateException("websocket: used before its graph was built");
        }
        return built;
    }

    // ---- opening

    /// Not offered: it serves.
    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        return refused("open " + to.remote());
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a layer is equal to itself only
    public void openEnable(Protocol upper, Participants local) {
        if (this.upper != null && this.upper != upper) {
            throw new GraphException(
                    label() + ": wanted one layer above, got " + this.upper.label() + " and " + upper.label());
        }
        this.upper = upper;
        below().openEnable(this, local);
        enables.add(local.local(), upper);
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        enables.remove(local.local(), upper);
        below().openDisable(this, local);
    }

    @Override
    public void openDone(Session lower) {
        var layer = upper;
        if (layer == null) {
            return;
        }
        var agreed = agreed(lower);
        var handler = new WebSocketSession(this, lower.duplicate(), agreed);
        try (var session = sessions.create(lower.id(), layer, handler)) {
            if (!options.times().pingEvery().isZero()) {
                look(handler);
            }
            layer.openDone(session);
        }
    }

    @Override
    public UpgradeAnswer onUpgrade(RequestHead head, Session lower) {
        var answer =
                Handshake.answer(head, options.offer(), lower.participants().remote());
        return answer.status() == 101
                ? UpgradeAnswer.accept(answer.headers())
                : UpgradeAnswer.refuse(answer.status(), answer.headers(), answer.why() + "\n");
    }

    /// A layer below that has done the handshake in a way of its own says what it came to; HTTP has the head
    /// that was answered.
    private Agreed agreed(Session lower) {
        var known = lower.control(new Agreed.Ask());
        if (known != null) {
            return known;
        }
        var head = lower.control(new UpgradedHead());
        return head == null
                ? Agreed.PLAIN
                : Handshake.answer(head, options.offer(), lower.participants().remote())
                        .agreed();
    }

    // ---- from below

    @Override
    public void demux(Session lower, Chain message) {
        if (!sessions.pop(lower.id(), message)) {
            message.forEachSlice((unit, from, length) -> afterEnd(lower.id(), unit.retain(), from, length));
            message.release();
        }
    }

    @Override
    public void demux(Session lower, Unit unit, int fromBytes, int lengthBytes) {
        if (!sessions.pop(lower.id(), unit, fromBytes, lengthBytes)) {
            afterEnd(lower.id(), unit, fromBytes, lengthBytes);
        }
    }

    private void afterEnd(long lowerId, Unit unit, int fromBytes, int lengthBytes) {
        var session = closing.get(lowerId);
        if (session == null) {
            unit.release();
        } else {
            session.popAfterEnd(unit, fromBytes, lengthBytes);
        }
    }

    @Override
    public void closeDone(Session lower) {
        var session = sessions.weak(lower.id());
        if (session != null) {
            session.popCloseDone();
            return;
        }
        var ending = closing.get(lower.id());
        if (ending != null) {
            finished(ending);
        }
    }

    @Override
    public void room(Session lower) {
        var session = sessions.weak(lower.id());
        if (session != null) {
            session.popRoom();
        }
    }

    // ---- for the sessions

    WebSocketOptions options() {
        return options;
    }

    Buffers buffers() {
        return parts().buffers();
    }

    FrameWriter writer() {
        return parts().writer();
    }

    long nowNanos() {
        return loop().nowNanos();
    }

    /// The layer above if it takes messages lent; null: it takes them through `demux`.
    @Nullable
    MessageHandler handler() {
        return upper instanceof MessageHandler handler ? handler : null;
    }

    /// A message of its own; null: there are no units for it.
    @Nullable
    Chain copy(MemorySegment memory, long fromBytes, int lengthBytes) {
        var copy = buffers().take();
        try {
            if (lengthBytes == 0) {
                var unit = buffers().heap().tryAllocate();
                return unit == null ? null : Chain.of(unit, 0, 0);
            }
            return copy.add(buffers().heap(), memory, fromBytes, lengthBytes) ? copy.toChain() : null;
        } finally {
            buffers().give(copy);
        }
    }

    /// Hands kept bytes to their session again, later in the turn.
    void again(long lowerId, Runnable deliver) {
        loop().soon(() -> {
            if (sessions.weak(lowerId) != null) {
                deliver.run();
            }
        });
    }

    boolean popAgain(long lowerId, Unit unit, int fromBytes, int lengthBytes) {
        return sessions.pop(lowerId, unit, fromBytes, lengthBytes);
    }

    /// The graph is closing: nothing is waited for.
    boolean isClosed() {
        return closed;
    }

    /// The layer above has closed: the stream stays until the client has answered the close frame.
    void awaitClose(WebSocketSession session) {
        closing.put(session.lowerId(), session);
        limitClosing(session);
    }

    /// A close frame went out: the answer has a time to come.
    void limitClosing(WebSocketSession session) {
        closeDeadlines.addLast(
                new Deadline(session, nowNanos() + options.times().close().toNanos()));
        if (!parts().closeTimer().isStarted()) {
            parts().closeTimer().startAfter(options.times().close().toNanos());
        }
    }

    /// Nothing is waited for any more.
    void finished(WebSocketSession session) {
        if (closing.remove(session.lowerId(), session)) {
            session.end();
        }
    }

    private void closeDue() {
        long now = nowNanos();
        for (var first = closeDeadlines.peekFirst(); first != null; first = closeDeadlines.peekFirst()) {
            if (first.atNanos > now) {
                parts().closeTimer().startAfter(first.atNanos - now);
                return;
            }
            closeDeadlines.removeFirst();
            first.session.closeLate();
        }
    }

    private void look(WebSocketSession session) {
        long every = options.times().pingEvery().toNanos();
        looks.addLast(new Deadline(session, nowNanos() + every));
        if (!parts().lookTimer().isStarted()) {
            parts().lookTimer().startAfter(every);
        }
    }

    private void looksDue() {
        long now = nowNanos();
        for (var first = looks.peekFirst(); first != null; first = looks.peekFirst()) {
            if (first.atNanos > now) {
                parts().lookTimer().startAfter(first.atNanos - now);
                return;
            }
            looks.removeFirst();
            if (first.session.checkSilence()) {
                look(first.session);
            }
        }
    }

    // ---- about the layer

    @Override
    public int headerBytesMax() {
        return FrameEncoder.HEAD_BYTES_MOST;
    }

    @Override
    public Service needs() {
        return Service.STREAM;
    }

    @Override
    public Service provides() {
        return Service.MESSAGES;
    }
}
