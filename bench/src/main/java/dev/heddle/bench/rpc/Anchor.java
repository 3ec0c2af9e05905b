// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc;

import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import org.jspecify.annotations.Nullable;

/// The top of a stack, where the program stands: it opens sessions to call through, and answers calls.
///
/// Thread: the loop.
public final class Anchor extends Protocol {
    private final @Nullable Answer answer;

    /// What a program does with a call; the request chain is its own, the session lent.
    public interface Answer {
        /// Begins to work on a call. The reply may come at once or turns later; a failed request becomes the
        /// caller's failure.
        Request<Chain> answer(Session caller, Chain request);
    }

    private Anchor(@Nullable Answer answer) {
        this.answer = answer;
    }

    /// A program that only calls.
    public static Anchor calling() {
        return new Anchor(null);
    }

    /// A program that answers calls, and may call as well.
    public static Anchor answering(Answer answer) {
        return new Anchor(answer);
    }

    /// Whom to call, in the words of the layer below. The reference is yours.
    public Request<SessionRef> open(Participant remote) {
        return below().open(this, Participants.to(remote));
    }

    /// Calls to this participant are answered from now on.
    public void enable(Participant local) {
        below().openEnable(this, Participants.at(local));
    }

    /// Not any longer; as often as it was enabled.
    public void disable(Participant local) {
        below().openDisable(this, Participants.at(local));
    }

    @Override
    public Request<Chain> callDemux(Session lower, Chain message) {
        return answer == null ? super.callDemux(lower, message) : answer.answer(lower, message);
    }

    /// Nothing is kept of who calls.
    @Override
    public void openDone(Session lower) {}

    /// Here are only calls; a message without a reply has no one to go to.
    @Override
    public void demux(Session lower, Chain message) {
        message.release();
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
