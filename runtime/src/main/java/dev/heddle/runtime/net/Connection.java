// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.WeakSession;
import dev.heddle.runtime.poll.Poller;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.SliceReader;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// One stream connection: a session's handler on one side, a socket on the other, and the outbox between them.
///
/// Thread: the loop. It holds no buffer: reads go into the loop's unit, and a backlog of one slice is two
/// numbers here.
///
/// ```
///  open ──last close──▶ CLOSING: send the rest, end our side, discard ──peer's end, or linger──▶ GONE
///   └── failure, limit, silence, abort: drop the rest, tell above (closeDone) ──────────────────▲
/// ```
/// After the peer's end (PEER_ENDED) an open connection still sends until its session is closed.
final class Connection extends ConnectionState implements Socketed, SliceReader, DirectOutput.Pipe {
    private static final int DISCARD_BYTES_MAX = 1 << 16;

    private final Streams streams;
    private int handle;
    private @Nullable WeakSession session;
    private int readTick;
    private int writeTick;
    private int discardedBytes;
    private String reason = "";
    private @Nullable Participants participants;

    Connection(Streams streams, int handle) {
        this.streams = streams;
        this.handle = handle;
        this.readTick = streams.clock().tick();
        this.writeTick = readTick;
    }

    /// The session above is there: read from now on.
    void opened(WeakSession above, @Nullable Participants known) {
        session = above;
        participants = known;
        want();
    }

    // ---- down

    @Override
    public Push push(Unit unit, int fromBytes, int lengthBytes) {
        var answer = admit(lengthBytes);
        if (answer == Push.ACCEPTED) {
            append(unit, fromBytes, lengthBytes);
        } else {
            unit.release();
        }
        return answer;
    }

    @Override
    public Push push(Chain message) {
        var answer = admit(message.lengthBytes());
        if (answer == Push.ACCEPTED) {
            message.forEachSlice(this);
        }
        message.release();
        return answer;
    }

    private Push admit(int lengthBytes) {
        if (is(GONE | CLOSING | END_WANTED)) {
            return Push.CLOSED;
        }
        return lengthBytes > streams.limitBytes() - pendingBytes() ? behind(lengthBytes) : Push.ACCEPTED;
    }

    /// One slice of a pushed chain; the chain keeps its own reference.
    @Override
    public void onSlice(Unit unit, int offsetBytes, int lengthBytes) {
        append(unit.retain(), offsetBytes, lengthBytes);
    }

    private Push behind(int lengthBytes) {
        return switch (streams.whenBehind()) {
            case CLOSE -> {
                streams.counters().closedBehind++;
                fail("outbox limit of " + streams.limitBytes() + " bytes exceeded: " + pendingBytes() + " pending, "
                        + lengthBytes + " more");
                yield Push.CLOSED;
            }
            case DROP -> {
                streams.counters().dropped++;
                yield Push.FULL;
            }
            case PUSH_BACK -> {
                if (pendingBytes() == 0) {
                    yield Push.ACCEPTED;
                }
                flags |= REFUSED;
                yield Push.FULL;
            }
        };
    }

    private void append(Unit unit, int from, int length) {
        if (length == 0) {
            unit.release();
            return;
        }
        if (!isPending()) {
            writeTick = streams.clock().tick();
        }
        add(unit, from, length, streams.flusher());
        if (!is(DIRTY | WANT_WRITE)) {
            dirty();
        }
    }

    private void dirty() {
        if (!is(DIRTY)) {
            flags |= DIRTY;
            streams.flusher().add(this);
        }
    }

    @Override
    public void flush() {
        if (!is(GONE | WANT_WRITE)) {
            send();
        }
    }

    /// The end of the turn: one send, then what the layer above is owed.
    void flushNow() {
        flags &= ~DIRTY;
        flush();
        tell();
    }

    private void send() {
        while (isPending()) {
            int sent = sendOnce(streams.sockets(), handle, streams.flusher());
            if (sent < 0) {
                fail(streams.sockets().fault().toString());
                return;
            }
            streams.counters().sends++;
            streams.counters().bytesOut += sent;
            if (sent > 0) {
                writeTick = streams.clock().tick();
            }
            if (is(WANT_WRITE)) {
                want();
                return;
            }
        }
        if (is(END_WANTED | CLOSING)) {
            endOurSide();
        }
    }

    @Override
    public int write(MemorySegment from, long fromBytes, int lengthBytes) {
        if (is(GONE | ENDED)) {
            return -1;
        }
        int sent = streams.sockets().write(handle, from, fromBytes, lengthBytes);
        if (sent < 0) {
            fail(streams.sockets().fault().toString());
            return -1;
        }
        streams.counters().sends++;
        streams.counters().bytesOut += sent;
        writeTick = streams.clock().tick();
        if (sent < lengthBytes) {
            flags |= WANT_WRITE | BACKLOG;
            want();
        }
        return sent;
    }

    // ---- the socket

    @Override
    public void onReady(boolean readable, boolean writable) {
        if (writable && is(WANT_WRITE)) {
            flags &= ~WANT_WRITE;
            send();
            if (!is(GONE) && !is(WANT_WRITE)) {
                want();
            }
            tell();
        }
        if (readable && !is(GONE | PAUSED | PEER_ENDED)) {
            streams.reader().read(this, handle);
        }
    }

    /// Bytes from the peer; one reference of the unit is ours. False: read no more in this turn.
    boolean received(Unit unit, int lengthBytes) {
        readTick = streams.clock().tick();
        var above = session;
        if (above == null || !above.pop(unit, 0, lengthBytes)) {
            unit.release();
            discardedBytes += lengthBytes;
            if (is(CLOSING) && discardedBytes > DISCARD_BYTES_MAX) {
                closeSocket();
            }
        }
        return !is(GONE | PAUSED);
    }

    void receivedEnd() {
        flags |= PEER_ENDED;
        if (is(CLOSING)) {
            if (!isPending()) {
                closeSocket();
            } else {
                want();
            }
            return;
        }
        reason = reason.isEmpty() ? "end of stream" : reason;
        want();
        flags |= TELL_CLOSE;
        tell();
    }

    void receiveFailed() {
        fail(streams.sockets().fault().toString());
        tell();
    }

    /// There was no unit to read into; true until [#fed()].
    void starved() {
        flags |= STARVED;
        want();
    }

    void fed() {
        if (!is(GONE)) {
            flags &= ~STARVED;
            want();
        }
    }

    private void want() {
        if (!is(GONE)) {
            int read = is(PAUSED | PEER_ENDED | STARVED) ? 0 : Poller.READ;
            streams.sockets().interest(handle, read | (is(WANT_WRITE) ? Poller.WRITE : 0));
        }
    }

    // ---- the end

    /// Cuts the connection; the layer above is told later in the turn.
    void fail(String why) {
        if (is(GONE)) {
            return;
        }
        reason = why;
        closeSocket();
        if (!is(CLOSING)) {
            flags |= TELL_CLOSE;
            dirty();
        }
    }

    private void closeSocket() {
        dropPending(streams.flusher());
        flags |= GONE;
        streams.forget(this, handle);
        handle = -1;
    }

    private void tell() {
        var above = session;
        if (above == null) {
            return;
        }
        if (is(TELL_CLOSE)) {
            flags &= ~TELL_CLOSE;
            above.popCloseDone();
        }
        if (isRoomOwed(streams.limitBytes())) {
            flags &= ~(REFUSED | BACKLOG);
            above.popRoom();
        }
    }

    private void endOurSide() {
        if (is(CLOSING) && is(PEER_ENDED)) {
            closeSocket();
        } else if (!is(ENDED)) {
            flags |= ENDED;
            if (streams.sockets().shutdownOutput(handle) < 0) {
                fail(streams.sockets().fault().toString());
            }
        }
    }

    @Override
    public void closed() {
        session = null;
        flags |= CLOSING;
        if (is(GONE)) {
            return;
        }
        if (!streams.clock().lingers()) {
            closeSocket();
            return;
        }
        flags &= ~(PAUSED | STARVED);
        streams.clock().linger(this);
        want();
        if (!isPending()) {
            endOurSide();
        }
    }

    /// The time to linger is over, or the graph is closing: nothing is waited for.
    @Override
    public void cut() {
        if (!is(GONE)) {
            closeSocket();
        }
    }

    /// A tick of the clock has passed: cuts a peer that is silent or does not read.
    void check(int tick, int idleTicks, int stallTicks) {
        if (is(GONE | CLOSING)) {
            return;
        }
        // A layer above that keeps what is pending itself waits for room.
        if (stallTicks > 0 && (isPending() || is(WANT_WRITE)) && tick - writeTick > stallTicks) {
            streams.counters().closedStalled++;
            fail("took nothing of " + pendingBytes() + " bytes for "
                    + streams.clock().stallText());
        } else if (idleTicks > 0 && !is(PAUSED | PEER_ENDED | STARVED) && tick - readTick > idleTicks) {
            streams.counters().closedIdle++;
            fail("silent for " + streams.clock().idleText());
        }
    }

    // ---- questions

    @Override
    @SuppressWarnings("unchecked") // each case answers what its question says
    public <A extends @Nullable Object> A control(Control<A> ask) {
        Object answer = switch (ask) {
            case OutboxBytes bytes -> pendingBytes();
            case Reading reading -> reading(reading.on());
            case CloseReason why -> reason;
            case EndOutput end -> endOutput();
            case Abort abort -> {
                streams.closeAs(abort, handle);
                fail(abort.reason());
                yield true;
            }
            case DirectOutput direct -> this;
            default -> ask.unsupported();
        };
        return (A) answer;
    }

    private boolean reading(boolean on) {
        if (on) {
            flags &= ~PAUSED;
            readTick = streams.clock().tick();
        } else {
            flags |= PAUSED;
        }
        want();
        return true;
    }

    private boolean endOutput() {
        if (!is(GONE | CLOSING | END_WANTED)) {
            flags |= END_WANTED;
            if (!isPending()) {
                endOurSide();
            }
        }
        return true;
    }

    @Override
    public Participants participants() {
        var known = participants;
        if (known == null) {
            known = is(GONE) ? Participants.unknown() : streams.ends(handle);
            participants = known;
        }
        return known;
    }
}
