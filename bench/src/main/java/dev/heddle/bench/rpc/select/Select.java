// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.select;

import dev.heddle.bench.rpc.MessageBytesMax;
import dev.heddle.bench.rpc.Network;
import dev.heddle.bench.rpc.Opening;
import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Enables;
import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionCache;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionMap;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapExhaustedException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Dispatch by procedure number: four bytes in front of each call say which layer above answers it.
///
/// Thread: the loop. Participants are [Procedure]s. A call to a procedure that nobody has enabled fails for
/// the caller. Limits: none of its own, except 256 idle sessions kept for 30 seconds.
public final class Select extends Protocol {
    private static final int HEADER_BYTES = 4;

    private final SessionMap<Selected> sessions = sessions(new SessionCache(Duration.ofSeconds(30), 256));
    private final Enables<Integer> enables = new Enables<>("select");

    /// A procedure of one peer.
    private record Selected(long below, int number) {}

    private record Selection(SessionRef lower, int number) implements SessionHandler {
        // region call
        @Override
        public Request<Chain> call(Chain message) {
            try {
                message.prepend(HEADER_BYTES).set(Network.INT, 0, number);
            } catch (HeapExhaustedException e) {
                message.release(); // a shared message needs a unit for a header, and there is none
                throw e;
            }
            return lower.call(message); // the reply comes back as it is
        }
        // end

        @Override
        public boolean reused() {
            return true; // nothing is left of the last user, so an idle session is as good as a new one
        }

        @Override
        public void closed() {
            lower.close(); // our one reference below
        }

        @Override
        public Push push(Chain message) {
            message.release();
            throw new IllegalStateException(this + ": push is not offered here, wanted a call");
        }

        /// Only calls come up through here.
        @Override
        public void pop(Upward up, Chain message) {
            message.release();
        }

        @Override
        @SuppressWarnings("unchecked") // the answer is what the question says
        public <A extends @Nullable Object> A control(Control<A> ask) {
            A below = lower.control(ask);
            return ask instanceof MessageBytesMax && below instanceof Integer bytes
                    ? (A) Integer.valueOf(bytes - HEADER_BYTES)
                    : below;
        }

        @Override
        public Participants participants() {
            return lower.participants();
        }
    }

    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        if (!(to.remote() instanceof Procedure remote)) {
            throw new GraphException(label() + ": open wanted a Procedure, got " + to.remote());
        }
        var below = below().open(this, Participants.to(remote.host()));
        return Opening.over(
                loop(), label() + " open " + remote, below, lower -> session(lower, remote.number(), upper));
    }

    private SessionRef session(SessionRef lower, int number, Protocol upper) {
        var key = new Selected(lower.id(), number);
        var there = sessions.find(key);
        if (there == null) {
            there = sessions.reuse(key, upper);
        }
        if (there != null) {
            lower.close(); // it has one
            return there;
        }
        return sessions.create(key, upper, new Selection(lower, number));
    }

    @Override
    public void openEnable(Protocol upper, Participants local) {
        var procedure = procedure(local);
        enables.add(procedure.number(), upper);
        below().openEnable(this, Participants.at(procedure.host()));
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        var procedure = procedure(local);
        enables.remove(procedure.number(), upper);
        below().openDisable(this, Participants.at(procedure.host()));
    }

    private Procedure procedure(Participants local) {
        if (local.local() instanceof Procedure procedure) {
            return procedure;
        }
        throw new GraphException(label() + ": wanted a Procedure to offer, got " + local.local());
    }

    // region demux
    @Override
    public Request<Chain> callDemux(Session lower, Chain message) {
        if (message.lengthBytes() < HEADER_BYTES) {
            return failed(message, "a call of " + message.lengthBytes() + " bytes has no procedure");
        }
        int number = message.peek(HEADER_BYTES).get(Network.INT, 0);
        var upper = enables.upper(number);
        if (upper == null) {
            return failed(message, "nobody answers procedure " + number);
        }
        message.skip(HEADER_BYTES);
        var key = new Selected(lower.id(), number);
        var reply = sessions.callPop(key, message);
        return reply != null ? reply : firstCall(lower, upper, key, message);
    }

    private Request<Chain> firstCall(Session lower, Protocol upper, Selected key, Chain message) {
        try (var session = session(lower.duplicate(), key.number(), upper)) {
            upper.openDone(session); // lent: whoever wants it duplicates it
            return Objects.requireNonNull(sessions.callPop(key, message));
        }
    }
    // end

    private Request<Chain> failed(Chain message, String why) {
        message.release();
        var answer = Promise.<Chain>create(loop(), label(), Chain::release);
        answer.fail(new GraphException(label() + ": " + why));
        return answer;
    }

    /// Nothing to keep until somebody calls.
    @Override
    public void openDone(Session lower) {}

    /// Here are only calls.
    @Override
    public void demux(Session lower, Chain message) {
        message.release();
    }

    @Override
    public int headerBytesMax() {
        return HEADER_BYTES;
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
