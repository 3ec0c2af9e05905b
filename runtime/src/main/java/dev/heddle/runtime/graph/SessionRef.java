// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.queue.Sender;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// An owned reference to a session: what `open`, `create`, `find` and `duplicate` give. It has one owner, who
/// closes it once. The session ends when the last one is closed.
///
/// Thread: [#duplicate()], [#door()], [#id()] and [#close()] any thread; the rest the session's loop.
///
/// Misuse is survived and reported to the graph (see [SessionMisuse]): a second close changes nothing, and a
/// close from another thread while an operation on this same handle runs is noticed by that operation when it
/// returns. Use after the close throws; a message pushed then is released.
public final class SessionRef implements Session, AutoCloseable {
    /* The in-use mark costs two plain loads, no fence and no compare-and-set. An operation reads the state when it
     * enters and when it leaves. If it was open at the first and closed at the second, the close fell between the
     * two: coherence of one variable is enough for that. What a foreign close cannot do is slip in and out unseen,
     * because no state leads back to OPEN. The price is that the user notices, not the closer. */
    private static final int OPEN = 0;
    private static final int CLOSED_ON_LOOP = 1;
    private static final int CLOSED_ELSEWHERE = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(SessionRef.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SessionCore core;

    @SuppressWarnings("unused") // through STATE
    private int state;

    /// Where this handle was closed; kept in checked mode only. Written before the state, read after it.
    private @Nullable Throwable closedAt;

    /// Takes over one count of the session.
    SessionRef(SessionCore core) {
        this.core = core;
    }

    /// Any thread: gives the reference back. The session's close routine, if this was the last one, runs on
    /// its loop.
    @Override
    public void close() {
        var graph = core.layer.graph();
        if ((int) STATE.getAcquire(this) == OPEN) {
            if (graph.isChecked()) {
                closedAt = new Throwable("closed by " + Thread.currentThread().getName());
            }
            if (STATE.compareAndSet(this, OPEN, core.layer.isOnLoop() ? CLOSED_ON_LOOP : CLOSED_ELSEWHERE)) {
                core.release();
                return;
            }
        }
        graph.misused(SessionMisuse.Kind.SECOND_CLOSE, core, closedAt);
    }

    /// Any thread: whether this handle was closed.
    public boolean isClosed() {
        return (int) STATE.getAcquire(this) != OPEN;
    }

    private void enter(String operation) {
        if (!core.layer.isOnLoop()) {
            throw wrongThread(operation);
        }
        if ((int) STATE.getAcquire(this) != OPEN) {
            throw closed(operation);
        }
    }

    private void leave() {
        if ((int) STATE.getAcquire(this) == CLOSED_ELSEWHERE) {
            core.layer.graph().misused(SessionMisuse.Kind.CLOSED_DURING_USE, core, closedAt);
        }
    }

    private IllegalStateException wrongThread(String operation) {
        return new IllegalStateException("session " + core + ": " + operation + " wanted on loop "
                + core.layer.graph().loopLabel() + ", got thread "
                + Thread.currentThread().getName() + "; use its door");
    }

    private IllegalStateException closed(String operation) {
        return new IllegalStateException("session " + core + ": " + operation + " on a closed reference", closedAt);
    }

    @Override
    public Push push(Chain message) {
        try {
            enter("push");
        } catch (IllegalStateException e) {
            message.release();
            throw e;
        }
        try {
            return core.push(message);
        } finally {
            leave();
        }
    }

    @Override
    public Push push(Unit unit, int fromBytes, int lengthBytes) {
        try {
            enter("push");
        } catch (IllegalStateException e) {
            unit.release();
            throw e;
        }
        try {
            return core.push(unit, fromBytes, lengthBytes);
        } finally {
            leave();
        }
    }

    @Override
    public void flush() {
        enter("flush");
        try {
            core.flush();
        } finally {
            leave();
        }
    }

    @Override
    public Request<Chain> call(Chain message) {
        try {
            enter("call");
        } catch (IllegalStateException e) {
            message.release();
            throw e;
        }
        try {
            return core.call(message);
        } finally {
            leave();
        }
    }

    @Override
    public <A extends @Nullable Object> A control(Control<A> ask) {
        enter("control");
        try {
            return core.control(ask);
        } finally {
            leave();
        }
    }

    @Override
    public Participants participants() {
        enter("participants");
        try {
            return core.participants();
        } finally {
            leave();
        }
    }

    @Override
    public SessionRef duplicate() {
        if (isClosed()) {
            throw closed("duplicate");
        }
        var copy = core.duplicate();
        // On the loop a close by the loop cannot have come in between; elsewhere any close is another thread's.
        int after = (int) STATE.getAcquire(this);
        if (after == CLOSED_ELSEWHERE || (after == CLOSED_ON_LOOP && !core.layer.isOnLoop())) {
            core.layer.graph().misused(SessionMisuse.Kind.CLOSED_DURING_USE, core, closedAt);
        }
        return copy;
    }

    @Override
    public Sender<Chain> door() {
        return core.door();
    }

    @Override
    public long id() {
        return core.id();
    }

    /// The session without this reference, for the layer that made it.
    WeakSession weak() {
        return core;
    }

    Protocol layer() {
        return core.layer;
    }

    @Override
    public String toString() {
        return core + (isClosed() ? " (closed handle)" : "");
    }
}
