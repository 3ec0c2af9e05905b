// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.channel;

import dev.heddle.bench.rpc.channel.CallFailedException.Executed;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.runtime.unit.Chain;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The caller's end of a channel: one call at a time, sent until it is answered.
///
/// ```
///  idle ──begin──▶ calling ──reply──▶ owing an ack ──ackAfter──▶ idle
///                  │  ▲ retry           │
///                  │  └─ again          └──begin──▶ calling: the request acknowledges too
///                  └─ sends used up, stale, cancelled ──▶ idle
/// ```
/// Thread: the loop.
final class CallerChannel {
    private final Peer peer;
    private final int number;
    private final ChannelOptions.Callers limits;
    private final TimerWatcher timer;
    private @Nullable Call call;
    private int sequence;
    private long ticket;
    private int sends;
    private boolean owesAck;

    CallerChannel(Peer peer, int number, ChannelOptions.Callers limits) {
        this.peer = peer;
        this.number = number;
        this.limits = limits;
        this.timer = peer.layer().home().timer(peer.layer().label() + " channel " + number, this::onTime);
    }

    @Nullable
    Call call() {
        return call;
    }

    /// How long to wait after the n-th time, from 0.
    static long retryNanos(ChannelOptions.Callers limits, int n) {
        long doubled = limits.firstRetry().toNanos() << Math.min(n, 20);
        return Math.min(doubled, limits.lastRetry().toNanos());
    }

    // region begin
    void begin(Call next, long ticket) {
        call = next;
        next.channel = this;
        this.ticket = ticket;
        owesAck = false; // a higher number says that the last reply came
        sends = 0;
        new Header(Kind.REQUEST, number, ++sequence, ticket).write(next.header);
        send(next);
    }

    private void send(Call current) {
        peer.sendAgain(current.message); // a duplicate of it: same units, one more holder each
        timer.startAfter(retryNanos(limits, sends++));
    }
    // end

    private void onTime() {
        var current = call;
        if (current == null) {
            acknowledge();
        } else if (sends >= limits.sends()) {
            fail("no answer to " + sends + " sends");
        } else {
            peer.layer().counts.retransmissions++;
            send(current);
        }
    }

    private void acknowledge() {
        if (owesAck) {
            owesAck = false;
            peer.send(new Header(Kind.ACK, number, sequence, ticket));
        }
    }

    void receive(Header header, Chain message) {
        var current = call;
        if (header.sequence() != sequence) {
            message.release();
        } else if (current == null) {
            message.release();
            owesAck |= header.kind() != Kind.WORKING; // our ack was lost, or a reply came after we gave up
            acknowledge();
        } else if (header.kind() == Kind.REPLY) {
            owesAck = true;
            current.promise.done(message);
        } else if (header.kind() == Kind.FAILURE) {
            owesAck = true;
            var bytes = new byte[message.lengthBytes()];
            message.copyTo(0, MemorySegment.ofArray(bytes), 0, bytes.length);
            message.release();
            current.promise.fail(
                    new CallFailedException(new String(bytes, StandardCharsets.UTF_8), Executed.FAILED_THERE));
        } else { // it works on it: ask rarely from now on, and begin to count anew
            message.release();
            sends = 1;
            timer.startAfter(limits.lastRetry().toNanos());
        }
    }

    /// The call has ended, one way or another.
    void ended() {
        call = null;
        if (owesAck) {
            timer.startAfter(limits.ackAfter().toNanos());
        } else {
            timer.stop();
        }
    }

    void fail(String why) {
        var current = call;
        owesAck = false;
        if (current != null) {
            current.promise.fail(new CallFailedException(peer + ": " + why, Executed.PERHAPS));
        }
    }

    void close() {
        fail("closed");
        timer.stop();
    }
}
