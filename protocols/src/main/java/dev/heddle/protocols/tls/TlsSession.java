// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

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
import dev.heddle.runtime.unit.SliceReader;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// One TLS session between a session of the layer above and a stream below.
///
/// ```
///  HANDSHAKE ──engine is done──▶ OPEN ──last close──▶ ENDING: the rest, close_notify ──sent, or too late──▶
///  GONE
///      │                          │                                                                        ▲
///      └── alert, time, peer ─────┴── alert, peer gone ────────────────────────────────────────────────────┘
/// ```
/// Thread: the loop. What it holds between calls: the plaintext that the layer above pushed, at most one
/// remainder of ciphertext that the socket did not take, and at most one read's worth of ciphertext that cannot
/// be opened yet.
final class TlsSession implements SessionHandler, SliceReader {
    private final Tls layer;
    private final SSLEngine engine;
    private final SessionRef lower;
    private final DirectOutput.Pipe pipe;
    private final PlainQueue plain = new PlainQueue();
    private byte @Nullable [] remainder;
    private int remainderFrom;
    private byte @Nullable [] partial;

    /// Plaintext that found no unit: nothing that comes later may overtake it.
    private byte @Nullable [] undelivered;

    private @Nullable Promise<SessionRef> handshake;
    private @Nullable SessionRef self;
    private @Nullable TlsFacts facts;
    private String reason = "";
    private boolean dirty;
    private boolean tasksRunning;
    private boolean paused;
    private boolean starved;
    private boolean ending;
    private boolean endOutput;
    private boolean gone;
    private boolean closeOwed;
    private boolean toldClose;
    private boolean roomOwed;

    /// A backlog has lasted over a turn: `room` is owed when it has gone.
    private boolean backlog;

    TlsSession(Tls layer, SSLEngine engine, SessionRef lower, DirectOutput.Pipe pipe) {
        this.layer = layer;
        this.engine = engine;
        this.lower = lower;
        this.pipe = pipe;
    }

    /// Starts the handshake. The session's own reference is kept until it ends.
    void start(SessionRef own, Promise<SessionRef> opened) {
        self = own;
        handshake = opened;
        opened.onCleanup(this::handshakeEnded);
        try {
            engine.beginHandshake();
            progress(null, null);
        } catch (SSLException e) {
            failed(e);
        }
    }

    /// The request has ended: done, or late, cancelled or failed; then nobody will ever use the session.
    private void handshakeEnded() {
        handshake = null;
        if (self != null && facts == null) {
            drop(reason.isEmpty() ? "handshake not finished in time" : reason);
            releaseSelf();
        }
    }

    private void releaseSelf() {
        var own = self;
        self = null;
        if (own != null) {
            own.close();
        }
    }

    /// What the engine wants besides data, as far as it can be had now.
    private void progress(@Nullable ByteBuffer in, @Nullable Upward up) throws SSLException {
        while (!gone && !tasksRunning) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> wrapWithoutData();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (in == null || handshake == null || !unwrap(in, up)) {
                        return;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    if (handshake != null) {
                        established();
                    }
                    return;
                }
            }
        }
    }

    private void runTasks() {
        var tasks = new ArrayList<Runnable>(1);
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            tasks.add(task);
        }
        Runnable all = () -> tasks.forEach(Runnable::run);
        if (layer.runsTasksElsewhere()) {
            tasksRunning = true;
            lower.control(Reading.OFF);
            layer.offload(this, all);
        } else {
            all.run();
        }
    }

    /// The tasks are done, or were refused; called on the loop.
    void tasksDone(@Nullable Throwable why) {
        tasksRunning = false;
        if (gone) {
            return;
        }
        if (why != null) {
            failed(new SSLException("handshake step failed on its worker", why));
            return;
        }
        lower.control(paused || starved ? Reading.OFF : Reading.ON);
        layer.again(this);
    }

    private void established() {
        var opened = handshake;
        var own = self;
        handshake = null;
        self = null;
        facts = facts();
        if (opened != null && own != null) {
            opened.done(own);
            layer.again(this); // data behind the handshake comes after the layer above has the session
        }
    }

    private TlsFacts facts() {
        var session = engine.getSession();
        var chain = new ArrayList<X509Certificate>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            chain.clear(); // it showed none
        }
        var name = "";
        if (session instanceof ExtendedSSLSession extended) {
            for (var requested : extended.getRequestedServerNames()) {
                if (requested instanceof SNIHostName host) {
                    name = host.getAsciiName();
                }
            }
        }
        var alpn = engine.getApplicationProtocol();
        return new TlsFacts(
                session.getProtocol(), session.getCipherSuite(), alpn == null ? "" : alpn, name, List.copyOf(chain));
    }

    // ---- from below

    @Override
    public void pop(Upward up, Chain message) {
        message.forEachSlice((unit, from, length) -> pop(up, unit.retain(), from, length));
        message.release();
    }

    @Override
    public void pop(Upward up, Unit unit, int fromBytes, int lengthBytes) {
        if (gone
                || tasksRunning
                || paused
                || starved
                || undelivered != null
                || lengthBytes > layer.buffers().roomFor(partial)) {
            if (!gone) {
                keep(unit.payload(), fromBytes, lengthBytes); // what was on its way when reading stopped
            }
            unit.release();
            return;
        }
        var in = load();
        MemorySegment.copy(unit.payload(), fromBytes, layer.buffers().in, in.limit(), lengthBytes);
        in.limit(in.limit() + lengthBytes);
        unit.release();
        consume(in, up);
    }

    /// The loop's buffer with what was kept of earlier reads in front.
    private ByteBuffer load() {
        var in = layer.buffers().inBuffer;
        in.clear().limit(0);
        var kept = partial;
        if (kept != null) {
            partial = null;
            MemorySegment.copy(kept, 0, layer.buffers().in, JAVA_BYTE, 0, kept.length);
            in.limit(kept.length);
        }
        return in;
    }

    private void keep(MemorySegment from, long at, int length) {
        if (length == 0) {
            return;
        }
        var before = partial;
        int had = before == null ? 0 : before.length;
        if (had + length > TlsBuffers.IN_BYTES) {
            failed(new SSLException("more than " + TlsBuffers.IN_BYTES + " bytes came while reading was stopped"));
            return;
        }
        var kept = new byte[had + length];
        if (before != null) {
            System.arraycopy(before, 0, kept, 0, had);
        }
        MemorySegment.copy(from, JAVA_BYTE, at, kept, had, length);
        partial = kept;
    }

    private void consume(ByteBuffer in, Upward up) {
        try {
            progress(in, up);
            while (canRead() && in.hasRemaining() && unwrap(in, up)) {
                progress(in, up);
            }
        } catch (SSLException e) {
            failed(e);
        }
        if (!gone) {
            keep(layer.buffers().in, in.position(), in.remaining());
        }
        tellClose(up);
    }

    private boolean canRead() {
        return !gone
                && !tasksRunning
                && !paused
                && !starved
                && undelivered == null
                && handshake == null
                && facts != null
                && !toldClose;
    }

    /// Opens one record; false when the rest must wait for more.
    @SuppressWarnings("RefactorSwitch") // two of its cases do more than answer
    private boolean unwrap(ByteBuffer in, @Nullable Upward up) throws SSLException {
        var into = layer.buffers().plainInBuffer.clear();
        var result = engine.unwrap(in, into);
        switch (result.getStatus()) {
            case OK -> {
                if (result.bytesProduced() > 0) {
                    deliver(up, layer.buffers().plainIn, 0, result.bytesProduced());
                }
                return result.bytesConsumed() > 0 || result.bytesProduced() > 0;
            }
            case BUFFER_UNDERFLOW -> {
                return false;
            }
            case CLOSED -> {
                in.position(in.limit());
                ended("end of stream");
                return false;
            }
            case BUFFER_OVERFLOW -> throw new SSLException("record above " + TlsBuffers.RECORD_BYTES_MOST + " bytes");
        }
        throw new SSLException("unknown status " + result);
    }

    private void deliver(@Nullable Upward up, MemorySegment bytes, long from, int length) {
        if (ending || up == null) {
            return; // nobody is above any more
        }
        int at = 0;
        while (at < length) {
            var unit = layer.options().heap().tryAllocate();
            if (unit == null) {
                undelivered = bytes.asSlice(from + at, length - at).toArray(JAVA_BYTE);
                starved = true;
                lower.control(Reading.OFF);
                layer.whenFree(this);
                return;
            }
            int piece = Math.min(unit.capacityBytes(), length - at);
            MemorySegment.copy(bytes, from + at, unit.payload(), 0, piece);
            unit.lengthBytes(piece);
            at += piece;
            up.demux(unit, 0, piece);
        }
    }

    /// There may be a free unit again.
    void fed() {
        if (starved && !gone) {
            starved = false;
            lower.control(paused ? Reading.OFF : Reading.ON);
            layer.again(this);
        }
    }

    /// The peer's close_notify, or the end of the stream without one.
    private void ended(String why) {
        reason = reason.isEmpty() ? why : reason;
        closeOwed = true;
    }

    private void tellClose(Upward up) {
        if (closeOwed && !toldClose && facts != null) {
            toldClose = true;
            up.closeDone();
        }
    }

    @Override
    public void closeDone(Upward up) {
        if (facts == null) {
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
        if (!gone) {
            resumeOutput();
        }
        var waiting = undelivered;
        if (waiting != null && !gone && !starved) {
            undelivered = null;
            deliver(up, MemorySegment.ofArray(waiting), 0, waiting.length);
        }
        if (!gone && !tasksRunning && !paused && !starved) {
            consume(load(), up);
        }
        tellClose(up);
        boolean half = roomOwed && plain.bytes() <= layer.options().limits().outboxBytes() / 2;
        boolean allSent = backlog && plain.bytes() == 0 && remainder == null;
        if (half || allSent) {
            roomOwed = false;
            backlog = false;
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
        plain.add(unit, fromBytes, lengthBytes);
        markDirty();
        return Push.ACCEPTED;
    }

    @Override
    public Push push(Chain message) {
        var answer = admit(message.lengthBytes());
        if (answer == Push.ACCEPTED) {
            message.forEachSlice(this);
            markDirty();
        }
        message.release();
        return answer;
    }

    @Override
    public void onSlice(Unit unit, int offsetBytes, int lengthBytes) {
        if (lengthBytes > 0) {
            plain.add(unit.retain(), offsetBytes, lengthBytes);
        }
    }

    private Push admit(int lengthBytes) {
        if (gone || ending || endOutput) {
            return Push.CLOSED;
        }
        var limits = layer.options().limits();
        if (lengthBytes <= limits.outboxBytes() - plain.bytes()) {
            return Push.ACCEPTED;
        }
        if (limits.whenBehind() == WhenBehind.PUSH_BACK) {
            roomOwed = plain.bytes() > 0;
            return roomOwed ? Push.FULL : Push.ACCEPTED;
        }
        if (limits.whenBehind() == WhenBehind.DROP) {
            return Push.FULL;
        }
        var why = "outbox limit of " + limits.outboxBytes() + " bytes exceeded: " + plain.bytes() + " pending, "
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
        if (gone || facts == null || remainder != null) {
            return;
        }
        try {
            while (plain.bytes() > 0 && remainder == null && !gone) {
                sendRecords();
            }
            if (remainder == null && !gone && (ending || endOutput)) {
                finishOutput();
            }
        } catch (SSLException e) {
            failed(e);
        }
    }

    /// Encrypts up to a few full records and sends them with one call.
    private void sendRecords() throws SSLException {
        var buffers = layer.buffers();
        var out = buffers.outBuffer.clear();
        // Room for two: the engine may make two records of what it finds too much for one.
        while (plain.bytes() > 0 && out.remaining() >= 2 * TlsBuffers.RECORD_BYTES_MOST) {
            int taken = plain.take(buffers.plainOut, TlsBuffers.RECORD_PLAIN_BYTES);
            var in = buffers.plainOutBuffer.clear().limit(taken);
            while (in.hasRemaining()) {
                wrap(in, out);
            }
        }
        send(out);
    }

    private void wrap(ByteBuffer in, ByteBuffer out) throws SSLException {
        var result = engine.wrap(in, out);
        if (result.getStatus() != SSLEngineResult.Status.OK) {
            throw new SSLException("wrap answered " + result.getStatus());
        }
        if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
            throw new SSLException("wrap made nothing of " + in.remaining() + " bytes");
        }
    }

    private void wrapWithoutData() throws SSLException {
        var out = layer.buffers().outBuffer.clear();
        var nothing = layer.buffers().plainOutBuffer.clear().limit(0);
        do {
            var result = engine.wrap(nothing, out);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                break;
            }
        } while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP
                && out.remaining() >= TlsBuffers.RECORD_BYTES_MOST);
        send(out);
    }

    private void send(ByteBuffer out) {
        int length = out.position();
        if (length == 0 || gone) {
            return;
        }
        var bytes = layer.buffers().out;
        int sent = remainder == null ? pipe.write(bytes, 0, length) : 0;
        if (sent < 0) {
            drop("connection lost");
        } else if (sent < length) {
            var before = remainder;
            int had = before == null ? 0 : before.length - remainderFrom;
            var rest = new byte[had + length - sent];
            if (before != null) {
                System.arraycopy(before, remainderFrom, rest, 0, had);
            }
            MemorySegment.copy(bytes, JAVA_BYTE, sent, rest, had, length - sent);
            remainder = rest;
            remainderFrom = 0;
            backlog = true;
        }
    }

    private void resumeOutput() {
        var rest = remainder;
        if (rest != null) {
            int length = Math.min(
                    rest.length - remainderFrom, (int) layer.buffers().out.byteSize());
            MemorySegment.copy(rest, remainderFrom, layer.buffers().out, JAVA_BYTE, 0, length);
            int sent = pipe.write(layer.buffers().out, 0, length);
            if (sent < 0) {
                drop("connection lost");
                return;
            }
            remainderFrom += sent;
            if (remainderFrom < rest.length) {
                return;
            }
            remainder = null;
        }
        flush();
    }

    private void finishOutput() throws SSLException {
        if (!engine.isOutboundDone()) {
            engine.closeOutbound();
            wrapWithoutData();
        }
        if (remainder == null && endOutput && !ending) {
            lower.control(new EndOutput());
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
            engine.closeOutbound();
            if (!engine.isOutboundDone()) {
                wrapWithoutData();
            }
        } catch (SSLException e) {
            reason = text; // no alert can be made either
        }
        drop(text);
        var opened = handshake;
        if (opened != null) {
            opened.fail(why);
        } else {
            layer.again(this);
        }
    }

    /// Nothing goes in or out any more; the layer above is told when there is a way upward.
    private void drop(String why) {
        reason = reason.isEmpty() ? why : reason;
        gone = true;
        closeOwed = true;
        plain.releaseAll();
        remainder = null;
        partial = null;
        undelivered = null;
    }

    @Override
    public void closed() {
        ending = true;
        partial = null;
        undelivered = null;
        flush();
        if (gone || remainder == null) {
            lower.close();
        } else {
            layer.linger(lower.id(), this);
        }
    }

    /// The session has ended, and the socket has room for what is left.
    ///
    /// @return whether all is sent or lost
    boolean goOnEnding() {
        resumeOutput();
        return gone || remainder == null;
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
            case OutboxBytes bytes -> plain.bytes() + (remainder == null ? 0 : remainder.length);
            case Reading reading -> reading(reading.on());
            case EndOutput end -> endOutput();
            case CloseReason why -> reason.isEmpty() ? lower.control(why) : reason;
            case DirectOutput direct -> direct.unsupported(); // past this layer nothing may go
            case TlsFacts.Ask facts -> this.facts;
            default -> lower.control(ask);
        };
        return (A) answer;
    }

    private boolean reading(boolean on) {
        paused = !on;
        if (!gone) {
            lower.control(on && !starved && !tasksRunning ? Reading.ON : Reading.OFF);
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
