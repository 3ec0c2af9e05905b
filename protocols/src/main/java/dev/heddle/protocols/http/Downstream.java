// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.net.OutboxBytes;
import dev.heddle.runtime.unit.Unit;

/// A connection's way down: at most a window of bytes in the outbox below, so that nothing is ever refused
/// there.
/// Thread: the loop.
///
/// What was pushed is counted; when the count reaches the window, what can leave is sent at once and the outbox
/// asked how much is left. If that is still a window, the connection waits until the layer below has room.
final class Downstream {
    private static final OutboxBytes OUTBOX = new OutboxBytes();

    /// What one call hands down before others get a turn.
    private static final int TURN_WINDOWS = 4;

    private final HttpConnection connection;
    private final Http http;
    private final SessionRef lower;

    /// Bytes pushed since the outbox was last asked; at least as many as are in it.
    private int below;

    private int turnBytes;
    private boolean awaitsRoom;
    private boolean starved;

    Downstream(HttpConnection connection, SessionRef lower) {
        this.connection = connection;
        this.http = connection.http();
        this.lower = lower;
    }

    void beginTurn() {
        turnBytes = 0;
    }

    /// Whether so many bytes can be written now, in one piece; else the connection pumps again when they can.
    boolean ready(int bytes) {
        int window = http.options().windowBytes();
        if (connection.isClosed() || (below >= window && !hasRoom(window))) {
            return false;
        }
        if (!http.lent().output().reserve(connection, bytes)) {
            if (!starved) {
                starved = true;
                http.lent().starve(connection);
            }
            return false;
        }
        return true;
    }

    private boolean hasRoom(int window) {
        if (awaitsRoom) {
            return false;
        }
        if (turnBytes >= TURN_WINDOWS * window) {
            awaitsRoom = true;
            http.soon(this::nextTurn);
            return false;
        }
        http.lent().output().push();
        if (connection.isClosed()) {
            return false;
        }
        lower.flush();
        ask();
        awaitsRoom = below >= window;
        return !awaitsRoom;
    }

    private void ask() {
        below = lower.control(OUTBOX);
    }

    private void nextTurn() {
        if (!connection.isClosed()) {
            awaitsRoom = false;
            connection.pump();
        }
    }

    /// The layer below has room again.
    void room() {
        ask();
        awaitsRoom = false;
    }

    /// There is a unit again.
    void fed() {
        starved = false;
    }

    /// Takes over one reference.
    void push(Unit unit, int from, int length) {
        if (connection.isClosed()) {
            unit.release();
            return;
        }
        below += length;
        turnBytes += length;
        if (lower.push(unit, from, length) == Push.FULL) {
            connection.cut("the outbox below is smaller than the window of "
                    + http.options().windowBytes() + " bytes");
        }
    }
}
