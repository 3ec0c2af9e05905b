// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.queue.Sender;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import org.jspecify.annotations.Nullable;

/// A lent session that can be taken back: what a checked graph passes to a call and revokes when it returns.
/// Thread: the loop, so a plain field is enough; [#duplicate()] elsewhere is a use after the call in any case.
final class LentSession implements Session, Upward {
    private final SessionCore core;
    private boolean revoked;

    LentSession(SessionCore core) {
        this.core = core;
    }

    void revoke() {
        revoked = true;
    }

    private SessionCore lent() {
        if (revoked) {
            throw new IllegalStateException(
                    "session " + core + ": used after the call that lent it; wanted a duplicate kept by its user");
        }
        return core;
    }

    @Override
    public Push push(Chain message) {
        return lent().push(message);
    }

    @Override
    public Push push(Unit unit, int fromBytes, int lengthBytes) {
        return lent().push(unit, fromBytes, lengthBytes);
    }

    @Override
    public void flush() {
        lent().flush();
    }

    @Override
    public Request<Chain> call(Chain message) {
        return lent().call(message);
    }

    @Override
    public <A extends @Nullable Object> A control(Control<A> ask) {
        return lent().control(ask);
    }

    @Override
    public Participants participants() {
        return lent().participants();
    }

    @Override
    public SessionRef duplicate() {
        return lent().duplicate();
    }

    @Override
    public Sender<Chain> door() {
        return lent().door();
    }

    @Override
    public long id() {
        return core.id();
    }

    @Override
    public void demux(Chain message) {
        lent().upper.demux(this, message);
    }

    @Override
    public void demux(Unit unit, int fromBytes, int lengthBytes) {
        lent().upper.demux(this, unit, fromBytes, lengthBytes);
    }

    @Override
    public Request<Chain> callDemux(Chain message) {
        return lent().upper.callDemux(this, message);
    }

    @Override
    public void closeDone() {
        lent().upper.closeDone(this);
    }

    @Override
    public void room() {
        lent().upper.room(this);
    }

    @Override
    public Session session() {
        return this;
    }

    @Override
    public String toString() {
        return core.toString();
    }
}
