// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.channel;

import dev.heddle.bench.rpc.Network;
import dev.heddle.bench.rpc.channel.CallFailedException.Executed;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapExhaustedException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Calls to one peer: the ticket, the channels and who waits for one.
///
/// Thread: the loop. Limits: [ChannelOptions.Callers]. A call beyond them fails at once.
final class Calling {
    private final Peer peer;
    private final ChannelOptions.Callers limits;
    private final CallerChannel[] channels;
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private final TimerWatcher hello;
    private int hellos;
    private int usable;

    /// From the peer's WELCOME; 0: none yet.
    private long ticket;

    /// Tickets up to this one are of no use any more.
    private long staleTicket;

    private boolean closed;

    Calling(Peer peer) {
        this.peer = peer;
        this.limits = peer.layer().options().calling();
        this.channels = new CallerChannel[limits.channels()];
        this.hello = peer.layer().home().timer(peer.layer().label() + " hello", this::sayHello);
    }

    Request<Chain> call(Chain message) {
        var promise = Promise.<Chain>create(peer.layer().home(), peer.layer().label() + " call", Chain::release);
        var refusal = refusal(message);
        if (refusal != null) {
            message.release();
            promise.fail(new CallFailedException(peer.layer().label() + ": " + refusal, Executed.NO));
            return promise;
        }
        try {
            var call = new Call(promise, message, message.prepend(Header.BYTES));
            waiting.add(call);
            promise.onCancel(() -> cancelSoon(promise));
            promise.onCleanup(() -> ended(call));
        } catch (HeapExhaustedException e) {
            message.release();
            promise.fail(e);
            return promise;
        }
        advance();
        return promise;
    }

    /// Not within the hook: a call that reaches its deadline is to end as timed out.
    private void cancelSoon(Promise<Chain> promise) {
        peer.layer().home().soon(() -> promise.fail(new CancellationException(promise.label() + ": cancelled")));
    }

    private @Nullable String refusal(Chain message) {
        int max = peer.bodyBytesMax();
        if (message.lengthBytes() > max) {
            return "wanted at most " + max + " bytes, got " + message.lengthBytes();
        }
        int room = limits.waitingMax() + (ticket == 0 ? limits.channels() : freeChannel() == null ? 0 : 1);
        return waiting.size() < room ? null : "every channel is busy and " + waiting.size() + " calls wait";
    }

    /// Gives waiting calls to free channels; asks for a ticket if there is none.
    private void advance() {
        if (closed) {
            return;
        }
        if (ticket == 0) {
            if (!waiting.isEmpty() && !hello.isStarted()) {
                hellos = 0;
                sayHello();
            }
            return;
        }
        for (var free = freeChannel(); free != null && !waiting.isEmpty(); free = freeChannel()) {
            free.begin(waiting.removeFirst(), ticket);
        }
    }

    private @Nullable CallerChannel freeChannel() {
        for (int i = 0; i < usable; i++) {
            var channel = channels[i];
            if (channel == null) {
                channel = new CallerChannel(peer, i, limits);
                channels[i] = channel;
            }
            if (channel.call() == null) {
                return channel;
            }
        }
        return null;
    }

    private void sayHello() {
        if (waiting.isEmpty()) {
            return;
        }
        if (hellos == limits.sends()) {
            failWaiting("no answer to " + hellos + " hellos");
            return;
        }
        peer.send(new Header(Kind.HELLO, 0, 0, peer.layer().boot()));
        hello.startAfter(CallerChannel.retryNanos(limits, hellos++));
    }

    private void failWaiting(String why) {
        // A callback may add a call; that one belongs to the next attempt.
        var failing = List.copyOf(waiting);
        waiting.clear();
        failing.forEach(call -> call.promise.fail(new CallFailedException(peer + ": " + why, Executed.NO)));
    }

    /// However a call ends, this comes first.
    private void ended(Call call) {
        call.message.release();
        var channel = call.channel;
        if (channel == null) {
            waiting.remove(call);
        } else {
            channel.ended();
            advance();
        }
    }

    // ---- from the peer

    void receive(Header header, Chain message) {
        if (header.kind() == Kind.WELCOME) {
            welcome(header, message);
        } else if (header.kind() == Kind.STALE) {
            message.release();
            stale(header.ticket());
        } else if (header.channel() >= channels.length) {
            peer.malformed(message);
        } else {
            var channel = channels[header.channel()];
            if (channel == null || header.ticket() != ticket || ticket == 0) {
                message.release(); // of an earlier run of ours on this port
            } else {
                channel.receive(header, message);
            }
        }
    }

    private void welcome(Header header, Chain message) {
        if (message.lengthBytes() != Long.BYTES || header.channel() == 0) {
            peer.malformed(message);
            return;
        }
        long boot = message.peek(Long.BYTES).get(Network.LONG, 0);
        message.release();
        if (boot == peer.layer().boot() && ticket == 0 && header.ticket() > staleTicket) {
            ticket = header.ticket();
            usable = Math.min(channels.length, header.channel());
            hello.stop();
            advance();
        }
    }

    /// The peer has restarted or has forgotten us: what was sent may have been executed, nobody knows.
    private void stale(long refused) {
        if (refused != ticket || ticket == 0) {
            return;
        }
        staleTicket = ticket;
        ticket = 0;
        for (var channel : channels) {
            if (channel != null) {
                channel.fail("the peer has restarted or has forgotten us");
            }
        }
        advance();
    }

    void close() {
        closed = true;
        hello.stop();
        failWaiting("closed");
        for (var channel : channels) {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
