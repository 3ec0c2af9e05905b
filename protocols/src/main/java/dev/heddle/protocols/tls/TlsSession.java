// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

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
import dev.heddle.runtime.net.OutboxBytes;
import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.net.WhenBehind;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One TLS session between a session of the layer above and a stream below.
///
/// ```
///  HANDSHAKE ──engine is done──▶ OPEN ──last close──▶ ENDING: the rest, close_notify ──sent, or too late──▶
///  GONE
///      │                          │                                                                        ▲
///      └── alert, time, peer ─────┴── alert, peer gone ────────────────────────────────────────────────────┘
/// ```
/// Thread: the loop. What it holds between calls is in its [RecordInput] and its [RecordOutput].
final class TlsSession implements SessionHandler {
    private final Tls layer;
    private final SessionRef lower;
    private final RecordInput input;
    private final RecordOutput output;
    private final Handshake handshake;
    private String reason = "";
    private boolean dirty;
    private boolean ending;
    private boolean endOutput;
    private boolean gone;
    private boolean closeOwed;
    private boolean toldClose;

    TlsSession(Tls layer, SSLEngine engine, SessionRef lower, DirectOutput.Pipe pipe) {
        this.layer = layer;
        this.lower = lower;
        this.input =
                new RecordInput(engine, lower, layer.buffers(), layer.options().heap(), () -> layer.whenFree(this));
        this.output = new RecordOutput(engine, pipe, layer.buffers());
        this.handshake = new Handshake(layer, this, engine, input, output);
    }

    /// Starts the handshake. The session's own reference is kept until it ends.
    void start(SessionRef own, Promise<SessionRef> opened) {
        try {
            handshake.start(own, opened);
        } catch (SSLException e) {
            failed(e);
        }
    }

    /// The tasks are done, or were refused; called on the loop.
    void tasksDone(@Nullable Throwable why) {
        if (gone) {
            return;
        }
        if (why != null) {
            failed(new SSLException("handshake step failed on its worker", why));
            return;
        }
        input.tasksRunning(false);
        layer.again(this);
    }

    boolean isGone() {
        return gone;
    }

    // ---- from below

    @Override
    public void pop(Upward up, Chain message) {
        message.forEachSlice((unit, from, length) -> pop(up, unit.retain(), from, length));
        message.release();
    }

    @Override
    public void pop(Upward up, Unit unit, int fromBytes, int lengthBytes) {
        if (gone) {
            unit.release();
            return;
        }
        try {
            var in = input.load(unit, fromBytes, lengthBytes);
            if (in != null) {
                consume(in, up);
            }
        } catch (SSLException e) {
            failed(e);
        }
    }

    private void consume(ByteBuffer in, Upward up) {
        try {
            handshake.progress(in, up);
            while (canRead() && in.hasRemaining() && open(in, up)) {
                handshake.progress(in, up);
            }
            if (!gone) {
                input.keepRest(in);
            }
        } catch (SSLException e) {
            failed(e);
        }
        tellClose(up);
    }

    private boolean canRead() {
        return !gone && !input.isStopped() && handshake.isDone() && !toldClose;
    }

    /// Opens one record; false when the rest must wait for more.
    boolean open(ByteBuffer in, @Nullable Upward up) throws SSLException {
        return switch (input.open(in, up)) {
            case SOME -> true;
            case NOTHING -> false;
            case END -> {
                ended("end of stream");
                yield false;
            }
        };
    }

    /// There may be a free unit again.
    void fed() {
        if (!gone && !ending) {
            input.fed();
            layer.again(this);
        }
    }

    /// The peer's close_notify, or the end of the stream without one.
    private void ended(String why) {
        reason = reason.isEmpty() ? why : reason;
        closeOwed = true;
    }

    private void tellClose(Upward up) {
        if (closeOwed && !toldClose && handshake.isDone()) {
            toldClose = true;
            up.closeDone();
        }
    }

    @Override
    public void closeDone(Upward up) {
        if (!handshake.isDone()) {
            var below = lower.control(new CloseReason());
            failed(new SSLException("peer ended in the handshake: " + below));
            return;
        }
        var why = lower.control(new CloseReason());
        ended(why.equals("end of stream") ? "end of stream without close_notify" : why);
        tellClose(up);
    }

    /// The socket has room, or something that stopped this session is over: goes on in both directions.
    @Override
    public void room(Upward up) {
        resumeOutput();
        if (!gone) {
            input.deliverAgain(up);
        }
        if (!gone && !input.isStopped()) {
            consume(input.load(), up);
        }
        tellClose(up);
        if (output.takeRoom(layer.options().limits().outboxBytes())) {
            up.room();
        }
    }

    // ---- from above

    @Override
    public Push push(Unit unit, int fromBytes, int lengthBytes) {
        var answer = admit(lengthBytes);
        if (answer != Push.ACCEPTED || lengthBytes == 0) {
            unit.release();
            return answer;
        }
        output.add(unit, fromBytes, lengthBytes);
        markDirty();
        return Push.ACCEPTED;
    }

    @Override
    public Push push(Chain message) {
        var answer = admit(message.lengthBytes());
        if (answer == Push.ACCEPTED) {
            output.add(message);
            markDirty();
        } else {
            message.release();
        }
        return answer;
    }

    private Push admit(int lengthBytes) {
        if (gone || ending || endOutput) {
            return Push.CLOSED;
        }
        var limits = layer.options().limits();
        if (lengthBytes <= limits.outboxBytes() - output.plainBytes()) {
            return Push.ACCEPTED;
        }
        if (limits.whenBehind() == WhenBehind.PUSH_BACK) {
            return output.pushBack();
        }
        if (limits.whenBehind() == WhenBehind.DROP) {
            return Push.FULL;
        }
        var why = "outbox limit of " + limits.outboxBytes() + " bytes exceeded: " + output.plainBytes() + " pending, "
                + lengthBytes + " more";
        lower.control(new Abort(why));
        drop(why);
        return Push.CLOSED;
    }

    private void markDirty() {
        if (!dirty) {
            dirty = true;
            layer.dirty(this);
        }
    }

    /// The end of the turn.
    void flushNow() {
        dirty = false;
        flush();
    }

    @Override
    public void flush() {
        if (gone || !handshake.isDone() || output.isBlocked()) {
            return;
        }
        try {
            output.flush();
            if (!output.isBlocked() && !output.isLost() && (ending || endOutput)) {
                finishOutput();
            }
        } catch (SSLException e) {
            failed(e);
        }
        dropIfLost();
    }

    private void finishOutput() throws SSLException {
        output.sendEnd();
        if (!output.isBlocked() && endOutput && !ending) {
            lower.control(new EndOutput());
        }
    }

    private void resumeOutput() {
        if (!gone) {
            output.resume();
            dropIfLost();
            flush();
        }
    }

    void dropIfLost() {
        if (!gone && output.isLost()) {
            drop("connection lost");
        }
    }

    // ---- the end

    /// A failure of the engine: the alert that it made is sent, then nothing more.
    private void failed(SSLException why) {
        if (gone) {
            return;
        }
        var message = why.getMessage();
        var text = "tls: " + (message == null ? why.getClass().getSimpleName() : message);
        reason = reason.isEmpty() ? text : reason;
        try {
            output.sendEnd();
        } catch (SSLException e) {
            reason = text; // no alert can be made either
        }
        drop(text);
        if (!handshake.fail(why)) {
            layer.again(this);
        }
    }

    /// Nothing goes in or out any more; the layer above is told when there is a way upward.
    void drop(String why) {
        reason = reason.isEmpty() ? why : reason;
        gone = true;
        closeOwed = true;
        output.drop();
        input.drop();
    }

    @Override
    public void closed() {
        ending = true;
        input.drop();
        flush();
        if (gone || !output.isBlocked()) {
            endBelow();
        } else {
            layer.linger(lower.id(), this);
        }
    }

    /// The session has ended, and the socket has room for what is left.
    ///
    /// @return whether all is sent or lost
    boolean goOnEnding() {
        resumeOutput();
        return gone || !output.isBlocked();
    }

    void endBelow() {
        drop("ended");
        lower.close();
    }

    // ---- questions

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // each case answers what its question says
    public <A extends @Nullable Object> A control(Control<A> ask) {
        Object answer = switch (ask) {
            case OutboxBytes bytes -> output.bytes();
            case Reading reading -> reading(reading.on());
            case EndOutput end -> endOutput();
            case CloseReason why -> reason.isEmpty() ? lower.control(why) : reason;
            case DirectOutput direct -> direct.unsupported(); // past this layer nothing may go
            case TlsFacts.Ask facts -> handshake.facts();
            default -> lower.control(ask);
        };
        return (A) answer;
    }

    private boolean reading(boolean on) {
        if (!gone) {
            input.paused(!on);
            if (on) {
                layer.again(this);
            }
        }
        return true;
    }

    private boolean endOutput() {
        endOutput = true;
        markDirty();
        return true;
    }

    @Override
    public Participants participants() {
        return lower.participants();
    }

    long lowerId() {
        return lower.id();
    }
}
