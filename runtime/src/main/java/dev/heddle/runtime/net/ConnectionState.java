// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.loop.Sockets;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What a [Connection] knows between two calls: what is pushed and not yet sent, and what it has been through.
/// A base class and not a field, because an idle connection is one object. Thread: the loop.
///
/// The first slice of a backlog is three numbers here; more go into an [Outbox] lent by the flusher.
abstract sealed class ConnectionState implements SessionHandler permits Connection {
    /// The layer above wants no bytes now.
    static final int PAUSED = 1;
    /// The socket was full: wait until it is writable.
    static final int WANT_WRITE = 1 << 1;
    /// In the list of this turn's flush.
    static final int DIRTY = 1 << 2;
    static final int PEER_ENDED = 1 << 3;
    /// The socket is closed.
    static final int GONE = 1 << 4;
    /// The session has ended.
    static final int CLOSING = 1 << 5;
    /// Half-close was asked for.
    static final int END_WANTED = 1 << 6;
    /// Our side has ended.
    static final int ENDED = 1 << 7;
    /// A push was refused, so `room` is owed.
    static final int REFUSED = 1 << 8;
    /// A backlog lasted over a turn, so `room` is owed when it has gone.
    static final int BACKLOG = 1 << 9;
    /// `closeDone` is owed.
    static final int TELL_CLOSE = 1 << 10;
    /// No unit was free to read into.
    static final int STARVED = 1 << 11;

    int flags;

    private @Nullable Unit first;
    private int firstFrom;
    private int firstLength;
    private @Nullable Outbox rest;

    final boolean is(int bits) {
        return (flags & bits) != 0;
    }

    /// Whether anything is pushed and not yet sent.
    final boolean isPending() {
        return first != null;
    }

    /// What is pushed and not yet sent. Added up when asked for: an idle connection has no field for it.
    final int pendingBytes() {
        int ofFirst = first == null ? 0 : firstLength;
        return rest == null ? ofFirst : ofFirst + rest.bytes();
    }

    /// Takes over one reference of the unit.
    final void add(Unit unit, int from, int length, StreamFlusher flusher) {
        if (first == null) {
            first = unit;
            firstFrom = from;
            firstLength = length;
        } else if (rest == null && unit == first && from == firstFrom + firstLength) {
            // The next line of the same batch: one slice goes on, one reference is enough.
            firstLength += length;
            unit.release();
        } else {
            if (rest == null) {
                rest = flusher.takeOutbox();
            }
            rest.add(unit, from, length);
        }
    }

    /// One send of what is pending, or of as much as fits into the flusher's buffer; how much was taken,
    /// negative: failed. If the socket took less than it was given, it is full and WANT_WRITE is set.
    final int sendOnce(Sockets sockets, int handle, StreamFlusher flusher) {
        var slice = first;
        if (slice == null) {
            return 0;
        }
        int wanted = firstLength;
        MemorySegment from = slice.room();
        long at = slice.headroomBytes() + (long) firstFrom;
        if (rest != null) {
            from = flusher.gather(slice, firstFrom, firstLength, rest);
            wanted = flusher.gatheredBytes();
            at = 0;
        }
        int sent = sockets.write(handle, from, at, wanted);
        if (sent >= 0) {
            sent(sent, flusher);
            flags = sent < wanted ? flags | WANT_WRITE | BACKLOG : flags & ~WANT_WRITE;
        }
        return sent;
    }

    /// Takes what was sent off the front.
    private void sent(int bytes, StreamFlusher flusher) {
        int left = bytes;
        while (first != null && left >= firstLength) {
            left -= firstLength;
            first.release();
            nextSlice(flusher);
        }
        firstFrom += left;
        firstLength -= left;
    }

    private void nextSlice(StreamFlusher flusher) {
        if (rest == null) {
            first = null;
            return;
        }
        first = rest.unit(0);
        firstFrom = rest.from(0);
        firstLength = rest.length(0);
        rest.removeFirst();
        if (rest.isEmpty()) {
            flusher.giveOutbox(rest);
            rest = null;
        }
    }

    final void dropPending(StreamFlusher flusher) {
        if (first != null) {
            first.release();
            first = null;
        }
        if (rest != null) {
            rest.releaseAll();
            flusher.giveOutbox(rest);
            rest = null;
        }
    }

    /// Whether the layer above is owed the news that there is room.
    final boolean isRoomOwed(int limitBytes) {
        boolean again = is(REFUSED) && pendingBytes() <= limitBytes >> 1;
        boolean gone = is(BACKLOG) && !isPending();
        return (again || gone) && !is(GONE | WANT_WRITE);
    }

    @Override
    public final void pop(Upward up, Chain message) {
        up.demux(message);
    }

    @Override
    public final void pop(Upward up, Unit unit, int fromBytes, int lengthBytes) {
        up.demux(unit, fromBytes, lengthBytes);
    }
}
