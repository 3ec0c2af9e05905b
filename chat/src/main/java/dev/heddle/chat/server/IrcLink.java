// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.message.Parsed;
import dev.heddle.chat.session.Connection;
import dev.heddle.chat.session.Outbox;
import dev.heddle.chat.web.Wire;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.net.Abort;
import dev.heddle.runtime.net.OutboxBytes;
import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.unit.Unit;
import org.jspecify.annotations.Nullable;

/// One connection between its graph and the hub: the sink under its outbox, and the way for its lines.
///
/// Thread: the connection's loop; `connection` is the hub's alone.
final class IrcLink implements Outbox.Sink {
    private static final OutboxBytes ASK_BYTES = new OutboxBytes();

    private final SessionRef session;
    private final long key;
    private final Wire wire;
    private final ServerLoop home;
    private final Outbox outbox;
    private boolean closed;
    private boolean paused;
    private int drainedAt;
    private @Nullable Runnable drained;
    private @Nullable Connection connection;

    /// @param key of the session among those of all graphs of the loop
    /// @param wire what its lines travel in
    IrcLink(SessionRef session, long key, Wire wire, ServerLoop home, int outboxLimitBytes) {
        this.session = session;
        this.key = key;
        this.wire = wire;
        this.home = home;
        this.outbox = new Outbox(this, home.barriers(), outboxLimitBytes);
    }

    long key() {
        return key;
    }

    /// What its lines travel in. Any thread.
    Wire wire() {
        return wire;
    }

    Outbox outbox() {
        return outbox;
    }

    SessionRef session() {
        return session;
    }

    boolean isClosed() {
        return closed;
    }

    // ---- the hub's side

    void connection(Connection opened) {
        connection = opened;
    }

    /// Thread: the hub.
    void onLine(Parsed line) {
        var opened = connection;
        if (opened != null) {
            opened.onLine(line);
        }
    }

    /// Thread: the hub.
    void onClosed(String reason) {
        var opened = connection;
        if (opened != null) {
            opened.onClosed(reason);
        }
    }

    // ---- the loop's side

    boolean isPaused() {
        return paused;
    }

    @Override
    public void write(Unit unit, int offsetBytes, int lengthBytes) {
        if (closed) {
            unit.release();
        } else {
            session.push(unit, offsetBytes, lengthBytes);
        }
    }

    @Override
    public int pendingBytes() {
        return closed ? 0 : session.control(ASK_BYTES);
    }

    @Override
    public void pauseReading(boolean now) {
        if (!closed && paused != now) {
            paused = now;
            session.control(now ? Reading.OFF : Reading.ON);
        }
    }

    @Override
    public void whenDrained(int lowBytes, Runnable callback) {
        drainedAt = lowBytes;
        drained = callback;
        home.draining(this);
    }

    /// Whether what was to be told when the outbox drained has been told, or will never be.
    boolean tellDrained() {
        var callback = drained;
        if (callback == null || closed) {
            return true;
        }
        if (outbox.pendingBytes() > drainedAt) {
            return false;
        }
        drained = null;
        home.toHub(callback);
        return true;
    }

    @Override
    public void close() {
        if (!closed) {
            end();
            session.close();
        }
    }

    @Override
    public void exceeded() {
        if (!closed) {
            session.control(new Abort("SendQ exceeded"));
        }
    }

    /// The transport has ended.
    void lost() {
        if (!closed) {
            end();
            outbox.gone();
            session.close();
        }
    }

    private void end() {
        closed = true;
        drained = null;
        home.forget(this);
    }
}
