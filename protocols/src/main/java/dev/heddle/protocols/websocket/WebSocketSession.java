// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.net.Abort;
import dev.heddle.runtime.net.CloseReason;
import dev.heddle.runtime.net.DirectOutput;
import dev.heddle.runtime.net.EndOutput;
import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Gathered;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// One WebSocket.
///
/// ```
///  OPEN ──the client's close frame: answered──────────────────────▶ DONE: the layer above is told; what
///    │                                                                ▲    comes is dropped; its close ends
///    ├── broken rule: close frame with the code ─────────────────────┤    the stream below
///    ├── the stream below is lost ────────────────────────────────────┤
///    └── CloseWith, or closed from above: close frame ──▶ CLOSING ──the client's close frame, or too late
/// ```
/// Thread: the loop. Between messages it holds nothing but the session below.
final class WebSocketSession implements SessionHandler, MessageReader.Listener {
    private final WebSocket layer;
    private final SessionRef lower;
    private final Agreed agreed;
    private final MessageReader reader;
    private final Waiting kept = new Waiting();
    private final Allowance controls;
    private Sending sending = Sending.TEXT;
    private @Nullable Upward above; // while something is popped
    private @Nullable Unit current; // which it lies in
    private String reason = "";
    private int closeCode;
    private boolean paused; // the layer above wants no messages now
    private boolean delivering; // kept bytes are being delivered again
    private boolean closeSent;
    private boolean done; // nothing more is read, and no close frame sent
    private boolean told; // the layer above knows
    private boolean ended; // the layer above has closed
    private boolean heard = true; // something came since the last look
    private boolean pinged;

    WebSocketSession(WebSocket layer, SessionRef lower, Agreed agreed) {
        this.layer = layer;
        this.lower = lower;
        this.agreed = agreed;
        this.controls = new Allowance(layer.options().limits().controlPerSecond());
        this.reader = new MessageReader(layer.options().limits(), layer.buffers(), agreed.compressed(), this);
    }

    long lowerId() {
        return lower.id();
    }

    // ---- down

    @Override
    public Push push(Unit unit, int fromBytes, int lengthBytes) {
        if (closeSent || done) {
            unit.release();
            return Push.CLOSED;
        }
        return sending == Sending.FRAMES
                ? lower.push(unit, fromBytes, lengthBytes)
                : push(Chain.of(unit, fromBytes, lengthBytes));
    }

    @Override
    public Push push(Chain message) {
        if (closeSent || done) {
            message.release();
            return Push.CLOSED;
        }
        return switch (sending) {
            case FRAMES -> lower.push(message);
            case TEXT -> layer.writer().message(lower, message, Opcode.TEXT, agreed);
            case BINARY -> layer.writer().message(lower, message, Opcode.BINARY, agreed);
        };
    }

    @Override
    public void flush() {
        lower.flush();
    }

    private void sendClose(int code, String why) {
        if (!closeSent && !done) {
            closeSent = true;
            layer.writer().close(lower, code, why);
        }
    }

    // ---- up

    @Override
    public void pop(Upward up, Chain message) {
        message.forEachSlice((unit, from, length) -> pop(up, unit.retain(), from, length));
        message.release();
    }

    @Override
    public void pop(Upward up, Unit unit, int fromBytes, int lengthBytes) {
        boolean owned = true;
        try {
            heard = true;
            if (done) {
                return;
            }
            if (!kept.isEmpty() && !delivering) {
                kept.addLast(unit, fromBytes, lengthBytes);
                owned = false;
            } else {
                owned = take(up, unit, fromBytes, lengthBytes);
            }
        } finally {
            if (owned) {
                unit.release();
            }
        }
    }

    /// All messages in a piece of a unit; false: the reference went into [#kept].
    private boolean take(@Nullable Upward up, Unit unit, int from, int length) {
        above = up;
        current = unit;
        try {
            int base = unit.headroomBytes(); // offsets of slices count from the payload, which it precedes
            int at = base + from;
            int code = reader.again();
            if (code == MessageReader.MORE) {
                code = reader.read(unit.room(), at, (long) at + length);
                at = (int) reader.position();
            }
            if (code == MessageReader.STOPPED) {
                kept.addFirst(unit, at - base, base + from + length - at);
                paused = true;
                lower.control(Reading.OFF);
                return false;
            }
            if (code != MessageReader.MORE) {
                fail(code);
            }
            return true;
        } finally {
            above = null;
            current = null;
        }
    }

    /// What was kept, now that the layer above takes messages again.
    private void deliverKept() {
        while (!paused && !done) {
            var bytes = kept.poll();
            if (bytes == null) {
                lower.control(Reading.ON);
                return;
            }
            delivering = true;
            boolean there = layer.popAgain(lower.id(), bytes.unit(), bytes.fromBytes(), bytes.lengthBytes());
            delivering = false;
            if (!there) {
                bytes.unit().release();
            }
        }
    }

    // ---- what the reader found

    @Override
    public boolean onMessage(boolean text, MemorySegment memory, long fromBytes, int lengthBytes, boolean asRead) {
        var up = above;
        if (up == null || closeSent) {
            return true; // nobody is interested any more
        }
        var handler = layer.handler();
        if (handler != null) {
            return handler.onMessage(up.session(), text, memory, fromBytes, lengthBytes);
        }
        var unit = current;
        if (unit != null && asRead) {
            up.demux(unit.retain(), (int) fromBytes - unit.headroomBytes(), lengthBytes);
            return true;
        }
        var copy = layer.copy(memory, fromBytes, lengthBytes);
        if (copy == null) {
            fail(CloseCode.TRY_AGAIN);
        } else {
            up.demux(copy);
        }
        return true;
    }

    @Override
    public boolean onMessage(boolean text, Gathered gathered) {
        var up = above;
        if (up == null || closeSent) {
            return true;
        }
        var handler = layer.handler();
        if (handler != null) {
            int length = gathered.lengthBytes();
            return handler.onMessage(up.session(), text, layer.buffers().assemble(gathered), 0, length);
        }
        up.demux(gathered.toChain());
        return true;
    }

    @Override
    public boolean isStopped() {
        return paused && !ended;
    }

    @Override
    public boolean admit() {
        return controls.take(layer.nowNanos());
    }

    @Override
    public void onPing(MemorySegment payload) {
        if (!closeSent) {
            layer.writer().control(lower, Opcode.PONG, payload);
        }
    }

    @Override
    public void onPong(MemorySegment payload) {
        pinged = false;
    }

    @Override
    public void onClose(int code, String why) {
        closeCode = code;
        note("closed by the client with " + code + (why.isEmpty() ? "" : ": " + why));
        sendClose(code, "");
        finish();
    }

    // ---- the end

    private void fail(int code) {
        var why = CloseCode.words(code);
        note("websocket: " + why);
        sendClose(code, why);
        finish();
    }

    private void note(String why) {
        if (reason.isEmpty()) {
            reason = why;
        }
    }

    /// Nothing is read any more: the layer above is told, or the stream ends when nobody is above.
    private void finish() {
        done = true;
        reader.release();
        kept.release();
        if (ended) {
            layer.finished(this);
        } else {
            tell(above);
        }
    }

    private void tell(@Nullable Upward up) {
        if (!told && up != null) {
            told = true;
            up.closeDone();
        }
    }

    @Override
    public void closeDone(Upward up) {
        if (closeCode == 0) {
            closeCode = CloseCode.ABNORMAL;
        }
        note(lower.control(new CloseReason()));
        done = true;
        reader.release();
        kept.release();
        tell(up);
    }

    @Override
    public void closed() {
        ended = true;
        paused = false;
        sendClose(layer.isClosed() ? CloseCode.GOING_AWAY : CloseCode.NORMAL, "");
        if (done || layer.isClosed()) {
            end();
            return;
        }
        layer.awaitClose(this);
        for (var bytes = kept.poll(); bytes != null; bytes = kept.poll()) {
            popAfterEnd(bytes.unit(), bytes.fromBytes(), bytes.lengthBytes());
        }
        if (!done) {
            lower.control(Reading.ON);
        }
    }

    /// What comes after the layer above has closed: only the client's close frame matters.
    void popAfterEnd(Unit unit, int fromBytes, int lengthBytes) {
        if (done || take(null, unit, fromBytes, lengthBytes)) {
            unit.release();
        }
    }

    /// Closes the stream below, at last.
    void end() {
        done = true;
        reader.release();
        kept.release();
        lower.close();
    }

    private boolean startClose(int code, String why) {
        if (closeSent || done) {
            return false;
        }
        sendClose(code, why);
        reading(Reading.ON); // for the answer
        layer.limitClosing(this);
        return true;
    }

    /// The client did not answer the close frame in time.
    void closeLate() {
        if (ended) {
            layer.finished(this);
        } else if (!done) {
            lower.control(new Abort("no answer to the close frame in time"));
        }
    }

    /// One more look whether the client is there; false: it needs no more of them.
    boolean checkSilence() {
        if (done || closeSent) {
            return false;
        }
        if (heard || paused) {
            heard = false;
            pinged = false;
            return true;
        }
        if (pinged) {
            lower.control(new Abort("no answer to a ping in time"));
            return false;
        }
        pinged = true;
        layer.writer().control(lower, Opcode.PING, MemorySegment.NULL);
        return true;
    }

    // ---- questions

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // each case answers what its question says
    public <A extends @Nullable Object> A control(Control<A> ask) {
        Object answer = switch (ask) {
            case Sending kind -> {
                sending = kind;
                yield true;
            }
            case Reading reading -> reading(reading);
            case CloseWith close -> startClose(close.code(), close.reason());
            case EndOutput end -> startClose(CloseCode.NORMAL, "");
            case ClosedWith with -> closeCode;
            case CloseReason why -> reason.isEmpty() ? lower.control(why) : reason;
            case Agreed.Ask what -> agreed;
            case DirectOutput direct -> direct.unsupported(); // past this layer nothing may go
            default -> lower.control(ask);
        };
        return (A) answer;
    }

    private boolean reading(Reading wanted) {
        paused = !wanted.on();
        if (wanted.on() && !kept.isEmpty()) {
            // Not from inside this call: the layer above is in the middle of something of its own.
            layer.again(lower.id(), this::deliverKept);
            return true;
        }
        return lower.control(wanted);
    }

    @Override
    public Participants participants() {
        return lower.participants();
    }
}
