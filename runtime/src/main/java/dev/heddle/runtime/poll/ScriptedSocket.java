// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.net.SocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One socket of a [ScriptedNetwork]: a listener, an end of a connection or a datagram socket. Guarded by its
/// lock.
final class ScriptedSocket {
    /// What this socket is.
    enum Kind {
        LISTENER,
        STREAM,
        DATAGRAM
    }

    /// A datagram on its way or waiting.
    record Datagram(SocketAddress from, byte[] bytes, long at) {}

    final Kind kind;
    final ArrayDeque<ScriptedSocket> backlog = new ArrayDeque<>();
    final ArrayDeque<Datagram> datagrams = new ArrayDeque<>();
    boolean sharesPort;
    int backlogLimit;
    int wanted;

    @Nullable
    SocketAddress local;

    @Nullable
    SocketAddress peer;
    /// What comes in and what goes out; null: not connected.
    @Nullable
    ScriptedPipe in;

    @Nullable
    ScriptedPipe out;
    /// When the connect ends, and how.
    long connectedAt;

    SocketFault connectFault = SocketFault.NONE;

    ScriptedSocket(Kind kind) {
        this.kind = kind;
    }

    /// Bits of [Poller#READ] and [Poller#WRITE].
    int ready(long now) {
        return switch (kind) {
            case LISTENER -> backlog.isEmpty() || backlog.getFirst().connectedAt - now > 0 ? 0 : Poller.READ;
            case DATAGRAM ->
                Poller.WRITE | (datagrams.isEmpty() || datagrams.getFirst().at() - now > 0 ? 0 : Poller.READ);
            case STREAM -> streamReady(now);
        };
    }

    private int streamReady(long now) {
        if (connectedAt - now > 0) {
            return 0;
        }
        var from = in;
        var to = out;
        if (from == null || to == null) {
            return Poller.READ | Poller.WRITE; // refused: either call tells
        }
        int ops = from.isReadable(now) ? Poller.READ : 0;
        return to.hasRoom() ? ops | Poller.WRITE : ops;
    }

    void close(ScriptedNetwork network) {
        var address = local;
        if (address != null && kind != Kind.STREAM) {
            network.unbind(kind, address, this);
        }
        for (var waiting : backlog) {
            waiting.close(network);
        }
        var from = in;
        var to = out;
        if (from != null && to != null) {
            // Closing with bytes unread resets the connection, as TCP does; otherwise the peer reads to the end.
            if (from.hasUnread()) {
                to.cut();
            } else if (!to.isEnded()) {
                to.end(network.arrival());
            }
            from.readerClosed();
        }
        network.changed();
    }
}
