// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.queue.Sender;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapExhaustedException;
import dev.heddle.runtime.unit.Unit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The session itself: its count, its handler and the layers on both sides. It is what an unchecked graph
/// lends.
///
/// Thread: the count is any thread's, the rest the loop's.
///
/// ```
///  live (count > 0) ──last close──▶ zero ──on the loop──▶ idle in its map's cache ──▶ ended
///                                     └──────────────────── no cache ───────────────▶ ended
/// ```
/// The count is in two parts: what owners hold, and the calls to the handler that the loop is in. Zero of both is
/// final: an idle session that is used again becomes a new core around the same handler, so a late close of an old
/// handle cannot meet a new user. Source: docs/decisions/0050 and 0280.
sealed class SessionCore implements Session, Upward, WeakSession permits KeyedSession {
    /// In the graveyard, or about to be: set by the thread that put it there, cleared when it is out.
    private static final int BURIED = 1 << 31;

    private static final int REFERENCES = ~BURIED;
    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(SessionCore.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Protocol layer;
    final Protocol upper;
    final SessionHandler handler;
    final long id;

    /// References held by owners, and above them [#BURIED]. A field and not a `RefCount`, whose rule it follows,
    /// because an idle connection has two sessions.
    @SuppressWarnings({"FieldMayBeFinal", "unused"}) // through COUNT
    private int count = 1;

    /// Calls to the handler that are in progress: the loop's own share of the count. Only the loop ends sessions, so
    /// this share needs no atomic operation.
    private int pops;

    SessionCore(Protocol layer, Protocol upper, SessionHandler handler) {
        this.layer = layer;
        this.upper = upper;
        this.handler = handler;
        this.id = layer.graph().admit(this);
    }

    /// Where the session is found by key; null: nowhere.
    @Nullable
    SessionHome home() {
        return null;
    }

    // ---- the count, any thread

    /// One more, unless it has ended. While the loop is in a pop the session has not, whatever its owners did.
    boolean tryRetain() {
        for (; ; ) {
            int seen = (int) COUNT.getAcquire(this);
            if ((seen & REFERENCES) == 0 && !isInPop()) {
                return false;
            }
            if (COUNT.compareAndSet(this, seen, seen + 1)) {
                return true;
            }
        }
    }

    private boolean isInPop() {
        return layer.isOnLoop() && pops > 0;
    }

    /// One fewer. The last one ends the session, on its loop and after the pop that is in progress.
    void release() {
        for (; ; ) {
            int seen = (int) COUNT.getAcquire(this);
            if ((seen & REFERENCES) == 0) {
                throw new IllegalStateException("session " + this + ": released more often than retained");
            }
            boolean last = (seen & REFERENCES) == 1;
            boolean elsewhere = last && !layer.isOnLoop();
            if (COUNT.compareAndSet(this, seen, seen - 1 | (elsewhere ? BURIED : 0))) {
                if (elsewhere && (seen & BURIED) == 0) {
                    layer.graph().bury(this);
                } else if (last && !elsewhere && pops == 0) {
                    layer.graph().ended(this);
                }
                return;
            }
        }
    }

    /// It is out of the graveyard, and can get there again; the loop.
    ///
    /// @return whether nothing holds it; else who holds it ends it
    boolean exhumed() {
        for (; ; ) {
            int seen = (int) COUNT.getAcquire(this);
            if (COUNT.compareAndSet(this, seen, seen & REFERENCES)) {
                return (seen & REFERENCES) == 0 && pops == 0;
            }
        }
    }

    /// Whether it can still be popped into; the loop.
    boolean isLive() {
        return ((int) COUNT.getAcquire(this) & REFERENCES) > 0 || pops > 0;
    }

    @Override
    public @Nullable SessionRef find() {
        return tryRetain() ? new SessionRef(this) : null;
    }

    @Override
    public SessionRef duplicate() {
        if (!tryRetain()) {
            throw new IllegalStateException("session " + this + ": duplicated after its last close");
        }
        return new SessionRef(this);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Sender<Chain> door() {
        return new SessionDoor(this);
    }

    // ---- down, on the loop

    @Override
    public Push push(Chain message) {
        var watch = layer.isWatched() ? Watch.push(this) : null;
        try {
            return handler.push(message);
        } catch (HeapExhaustedException e) {
            // The handler wanted a header and still has the message: what a layer below throws is caught there.
            message.release();
            return Push.FULL;
        } finally {
            if (watch != null) {
                watch.end();
            }
        }
    }

    @Override
    public Push push(Unit unit, int fromBytes, int lengthBytes) {
        if (!layer.isWatched()) {
            return handler.push(unit, fromBytes, lengthBytes);
        }
        var watch = Watch.push(this);
        try {
            return handler.push(unit, fromBytes, lengthBytes);
        } finally {
            watch.end();
        }
    }

    @Override
    public void flush() {
        handler.flush();
    }

    @Override
    public Request<Chain> call(Chain message) {
        var reply = handler.call(message);
        if (reply == null) {
            message.release();
            return layer.refused("call");
        }
        return reply;
    }

    @Override
    public <A extends @Nullable Object> A control(Control<A> ask) {
        return handler.control(ask);
    }

    @Override
    public Participants participants() {
        return handler.participants();
    }

    // ---- up from the layer's own map, on the loop: each call is bracketed

    private boolean beginPop() {
        if (!isLive()) {
            return false;
        }
        pops++;
        return true;
    }

    private void endPop(@Nullable Watch watch) {
        if (watch != null) {
            watch.end();
        }
        if (--pops == 0 && ((int) COUNT.getAcquire(this) & REFERENCES) == 0) {
            layer.graph().ended(this);
        }
    }

    @Override
    public boolean pop(Chain message) {
        if (!beginPop()) {
            return false;
        }
        var watch = layer.isWatched() ? Watch.pop(this) : null;
        try {
            handler.pop(watch == null ? this : watch.lent(), message);
        } finally {
            endPop(watch);
        }
        return true;
    }

    @Override
    public boolean pop(Unit unit, int fromBytes, int lengthBytes) {
        if (!beginPop()) {
            return false;
        }
        var watch = layer.isWatched() ? Watch.pop(this) : null;
        try {
            handler.pop(watch == null ? this : watch.lent(), unit, fromBytes, lengthBytes);
        } finally {
            endPop(watch);
        }
        return true;
    }

    @Override
    public @Nullable Request<Chain> callPop(Chain message) {
        if (!beginPop()) {
            return null;
        }
        var watch = layer.isWatched() ? Watch.pop(this) : null;
        try {
            return handler.callPop(watch == null ? this : watch.lent(), message);
        } finally {
            endPop(watch);
        }
    }

    @Override
    public boolean popCloseDone() {
        if (!beginPop()) {
            return false;
        }
        var watch = layer.isWatched() ? Watch.event(this) : null;
        try {
            handler.closeDone(watch == null ? this : watch.lent());
        } finally {
            endPop(watch);
        }
        return true;
    }

    @Override
    public boolean popRoom() {
        if (!beginPop()) {
            return false;
        }
        var watch = layer.isWatched() ? Watch.event(this) : null;
        try {
            handler.room(watch == null ? this : watch.lent());
        } finally {
            endPop(watch);
        }
        return true;
    }

    // ---- up to the layer above, on the loop

    @Override
    public void demux(Chain message) {
        upper.demux(this, message);
    }

    @Override
    public void demux(Unit unit, int fromBytes, int lengthBytes) {
        upper.demux(this, unit, fromBytes, lengthBytes);
    }

    @Override
    public Request<Chain> callDemux(Chain message) {
        return upper.callDemux(this, message);
    }

    @Override
    public void closeDone() {
        upper.closeDone(this);
    }

    @Override
    public void room() {
        upper.room(this);
    }

    @Override
    public Session session() {
        return this;
    }

    @Override
    public String toString() {
        return layer.label() + "#" + Long.toHexString(id);
    }
}
