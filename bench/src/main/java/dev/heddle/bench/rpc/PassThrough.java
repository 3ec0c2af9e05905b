// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.LongSessionMap;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import org.jspecify.annotations.Nullable;

/// A layer that adds nothing: the least that a layer costs, and a base for one that disturbs.
///
/// Thread: the loop. One layer may sit above.
@SuppressWarnings("this-escape") // the map only remembers its layer
public class PassThrough extends Protocol {
    private final LongSessionMap sessions = longSessions();
    private @Nullable Protocol above;

    /// One instance per loop and place in the plan.
    public PassThrough() {}

    /// Sends a message of ours down; here as it is.
    protected Push send(SessionRef lower, Chain message) {
        return lower.push(message);
    }

    private final class Passing implements SessionHandler {
        private final SessionRef lower;

        Passing(SessionRef lower) {
            this.lower = lower;
        }

        @Override
        public Push push(Chain message) {
            return send(lower, message);
        }

        @Override
        public void pop(Upward up, Chain message) {
            up.demux(message);
        }

        @Override
        public <A extends @Nullable Object> A control(Control<A> ask) {
            return lower.control(ask);
        }

        @Override
        public Participants participants() {
            return lower.participants();
        }

        @Override
        public void closed() {
            lower.close();
        }
    }

    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        above = upper;
        return Opening.over(
                loop(), label() + " open " + to.remote(), below().open(this, to), lower -> session(lower, upper));
    }

    private SessionRef session(SessionRef lower, Protocol upper) {
        var there = sessions.find(lower.id());
        if (there != null) {
            lower.close();
            return there;
        }
        return sessions.create(lower.id(), upper, new Passing(lower));
    }

    @Override
    public void openEnable(Protocol upper, Participants local) {
        above = upper;
        below().openEnable(this, local);
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        below().openDisable(this, local);
    }

    @Override
    public void openDone(Session lower) {}

    @Override
    public void demux(Session lower, Chain message) {
        if (sessions.pop(lower.id(), message)) {
            return;
        }
        var upper = above;
        if (upper == null) {
            message.release();
            return;
        }
        try (var session = session(lower.duplicate(), upper)) {
            upper.openDone(session);
            if (!sessions.pop(lower.id(), message)) {
                message.release();
            }
        }
    }

    @Override
    public Service needs() {
        return Service.MESSAGES;
    }

    @Override
    public Service provides() {
        return Service.MESSAGES;
    }
}
