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
/// Thread: the count is any thread's, [#next] belongs to the [Graveyard], the rest to the loop.
///
/// ```
///  live (count > 0) ──last close──▶ zero ──on the loop──▶ idle in its map's cache ──▶ ended
///                                     └──────────────────── no cache ───────────────▶ ended
/// ```
/// The count never rises from zero again: an idle session that is used again becomes a new core around the same
/// handler, so a late close of an old handle cannot meet a new user. Source: docs/decisions/0050.
sealed class SessionCore implements Session, Upward, WeakSession permits KeyedSession {
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

    /// References held, pops in progress included. The rule is that of `RefCount`: the end, too, is a
    /// compare-and-set,
    /// and zero is final. It is a field and not such an object because an idle connection has two sessions.
    @SuppressWarnings({"FieldMayBeFinal", "unused"}) // through COUNT
    private int count = 1;

    /// The next session that ended on another thread.
    @Nullable
    SessionCore next;

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

    /// One more, unless it has ended.
    boolean tryRetain() {
        for (; ; ) {
            int seen = (int) COUNT.getAcquire(this);
            if (seen == 0) {
                return false;
            }
            if (COUNT.compareAndSet(this, seen, seen + 1)) {
                return true;
            }
        }
    }

    /// One fewer; the last one ends the session, on its loop.
    void release() {
        for (; ; ) {
            int seen = (int) COUNT.getAcquire(this);
            if (seen == 0) {
                throw new IllegalStateException("session " + this + ": released more often than retained");
            }
            if (COUNT.compareAndSet(this, seen, seen - 1)) {
                if (seen == 1) {
                    layer.graph().zero(this);
                }
                return;
            }
        }
    }

    boolean isLive() {
        return (int) COUNT.getAcquire(this) > 0;
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
        var meter = layer.meter();
        var outer = meter == null ? null : meter.enter(layer, true);
        try {
            return handler.push(message);
        } catch (HeapExhaustedException e) {
            // The handler wanted a header and still has the message: what a layer below throws is caught there.
            message.release();
            return Push.FULL;
        } finally {
            if (meter != null) {
                meter.leave(outer);
            }
        }
    }

    @Override
    public Push push(Unit unit, int fromBytes, int lengthBytes) {
        var meter = layer.meter();
        if (meter == null) {
            return handler.push(unit, fromBytes, lengthBytes);
        }
        var outer = meter.enter(layer, true);
        try {
            return handler.push(unit, fromBytes, lengthBytes);
        } finally {
            meter.leave(outer);
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

    // ---- up from the layer's own map, on the loop: each call is bracketed by retain and release

    @Override
    public boolean pop(Chain message) {
        if (!tryRetain()) {
            return false;
        }
        var meter = layer.meter();
        var outer = meter == null ? null : meter.enter(layer, false);
        var loan = LentSession.of(this);
        try {
            handler.pop(loan == null ? this : loan, message);
        } finally {
            endPop(loan, meter, outer);
        }
        return true;
    }

    @Override
    public boolean pop(Unit unit, int fromBytes, int lengthBytes) {
        if (!tryRetain()) {
            return false;
        }
        var meter = layer.meter();
        var outer = meter == null ? null : meter.enter(layer, false);
        var loan = LentSession.of(this);
        try {
            handler.pop(loan == null ? this : loan, unit, fromBytes, lengthBytes);
        } finally {
            endPop(loan, meter, outer);
        }
        return true;
    }

    private void endPop(@Nullable LentSession loan, @Nullable CostMeter meter, @Nullable Protocol outer) {
        if (loan != null) {
            loan.revoke();
        }
        if (meter != null) {
            meter.leave(outer);
        }
        release();
    }

    @Override
    public @Nullable Request<Chain> callPop(Chain message) {
        if (!tryRetain()) {
            return null;
        }
        var loan = LentSession.of(this);
        try {
            return handler.callPop(loan == null ? this : loan, message);
        } finally {
            endPop(loan, null, null);
        }
    }

    @Override
    public boolean popCloseDone() {
        if (!tryRetain()) {
            return false;
        }
        var loan = LentSession.of(this);
        try {
            handler.closeDone(loan == null ? this : loan);
        } finally {
            endPop(loan, null, null);
        }
        return true;
    }

    @Override
    public boolean popRoom() {
        if (!tryRetain()) {
            return false;
        }
        var loan = LentSession.of(this);
        try {
            handler.room(loan == null ? this : loan);
        } finally {
            endPop(loan, null, null);
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
