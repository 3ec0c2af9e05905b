// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.channel;

import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.unit.Chain;
import org.jspecify.annotations.Nullable;

/// What is remembered of one caller: its run, its ticket, and per channel the last call.
///
/// Thread: the loop. Lifetime: until the caller restarts or was silent for long; it holds the peer's session.
final class Serving {
    private final Peer peer;
    private final SessionRef session;
    private final long callersBoot;
    private final long ticket;
    private final @Nullable AnswererChannel[] channels;
    private long heardNanos;

    Serving(Peer peer, SessionRef session, long callersBoot, long ticket) {
        this.peer = peer;
        this.session = session;
        this.callersBoot = callersBoot;
        this.ticket = ticket;
        this.channels =
                new @Nullable AnswererChannel[peer.layer().options().answering().channels()];
        this.heardNanos = peer.layer().home().nowNanos();
    }

    long callersBoot() {
        return callersBoot;
    }

    long ticket() {
        return ticket;
    }

    int channels() {
        return channels.length;
    }

    long heardNanos() {
        return heardNanos;
    }

    void heard(long nanos) {
        heardNanos = nanos;
    }

    void request(Upward up, Header header, Chain message) {
        if (header.channel() >= channels.length) {
            peer.malformed(message);
            return;
        }
        var channel = channels[header.channel()];
        if (channel == null) {
            channel = new AnswererChannel(peer, header.channel(), ticket);
            channels[header.channel()] = channel;
        }
        channel.request(up, header.sequence(), message);
    }

    void acknowledged(Header header) {
        var channel = header.channel() < channels.length ? channels[header.channel()] : null;
        if (channel != null) {
            channel.acknowledged(header.sequence());
        }
    }

    void close() {
        for (var channel : channels) {
            if (channel != null) {
                channel.forget();
            }
        }
        session.close();
    }
}
