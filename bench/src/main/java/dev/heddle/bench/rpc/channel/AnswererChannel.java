// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.channel;

import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapExhaustedException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The answerer's end of a channel: hands each number upward at most once and keeps its answer.
///
/// ```
///  new number ──▶ executing ──reply──▶ answered ──ack──▶ nothing kept
///                  again: WORKING       again: the same answer
/// ```
/// A higher number gives up what is still executed: its caller has stopped waiting. Thread: the loop.
final class AnswererChannel {
    private static final int FAILURE_CHARS_MAX = 200;

    private final Peer peer;
    private final int number;
    private final long ticket;
    private int sequence;
    private @Nullable Request<Chain> executing;
    private @Nullable Chain reply;
    private @Nullable String failure;

    AnswererChannel(Peer peer, int number, long ticket) {
        this.peer = peer;
        this.number = number;
        this.ticket = ticket;
    }

    // region request
    void request(Upward up, int sequence, Chain message) {
        int ahead = sequence - this.sequence; // the numbers may wrap
        if (ahead <= 0) {
            message.release();
            peer.layer().counts.repeats++;
            if (ahead == 0) {
                answerAgain();
            }
            return;
        }
        forget(); // the caller has had the last reply, or wants it no more
        this.sequence = sequence; // from here on the same number is a repetition, whatever happens
        peer.layer().counts.executed++;
        execute(up, message);
    }
    // end

    /// What the layers above throw is the call's failure and not the peer's end.
    private void execute(Upward up, Chain message) {
        try {
            var working = up.callDemux(message);
            if (working.state().isEnd()) {
                answered(working);
            } else {
                executing = working;
                working.onEnd(this::answered);
            }
        } catch (RuntimeException e) {
            peer.layer().home().report(peer.layer().label() + " call", e);
            failed(e);
        }
    }

    private void answered(Request<Chain> ended) {
        executing = null;
        var chain = ended.take();
        if (chain == null) {
            failed(Objects.requireNonNull(ended.failure()));
        } else if (chain.lengthBytes() > peer.bodyBytesMax()) {
            int length = chain.lengthBytes();
            chain.release();
            failed(new IllegalArgumentException("the reply of " + length + " bytes is too large"));
        } else {
            succeeded(chain);
        }
    }

    private void succeeded(Chain chain) {
        try {
            new Header(Kind.REPLY, number, sequence, ticket).write(chain.prepend(Header.BYTES));
        } catch (HeapExhaustedException e) {
            chain.release();
            failed(e);
            return;
        }
        reply = chain;
        answerAgain();
    }

    private void failed(Throwable why) {
        var text = String.valueOf(why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage());
        failure = text.substring(0, Math.min(text.length(), FAILURE_CHARS_MAX));
        answerAgain();
    }

    private void answerAgain() {
        if (reply != null) {
            peer.sendAgain(reply);
        } else if (failure != null) {
            peer.send(header(Kind.FAILURE), MemorySegment.ofArray(failure.getBytes(StandardCharsets.UTF_8)));
        } else if (executing != null) {
            peer.send(header(Kind.WORKING));
        }
    }

    private Header header(Kind kind) {
        return new Header(kind, number, sequence, ticket);
    }

    void acknowledged(int sequence) {
        if (sequence == this.sequence && executing == null) {
            forget();
        }
    }

    /// Keeps nothing but the number.
    void forget() {
        if (reply != null) {
            reply.release();
            reply = null;
        }
        failure = null;
        var working = executing;
        executing = null;
        if (working != null) {
            working.abandon();
        }
    }
}
