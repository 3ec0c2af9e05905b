// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.poll.Poller;
import dev.heddle.runtime.request.Promise;
import java.net.SocketAddress;
import java.util.concurrent.CancellationException;

/// An active open on its way: from the connect call to the session, or to the request's failure. Thread: the
/// loop.
final class Connecting implements Socketed {
    private final Streams streams;
    private final Protocol upper;
    private final SocketAddress to;
    private final Promise<SessionRef> opened;
    private int handle = -1;

    Connecting(Streams streams, Protocol upper, SocketAddress to, Promise<SessionRef> opened) {
        this.streams = streams;
        this.upper = upper;
        this.to = to;
        this.opened = opened;
    }

    /// Starts, and cleans up however the request ends.
    void begin() {
        opened.onCleanup(this::cut);
        opened.onCancel(() -> opened.fail(new CancellationException(streams.label() + ": open cancelled")));
        start();
    }

    private void start() {
        int started = streams.sockets().connect(to);
        if (started < 0) {
            failed();
            return;
        }
        handle = started;
        streams.attach(handle, this);
        streams.sockets().interest(handle, Poller.WRITE);
    }

    @Override
    public void onReady(boolean readable, boolean writable) {
        int outcome = streams.sockets().finishConnect(handle);
        if (outcome == 0) {
            return;
        }
        if (outcome < 0) {
            failed();
            return;
        }
        int connected = handle;
        handle = -1;
        streams.counters().connected++;
        opened.done(streams.open(connected, upper, null));
    }

    private void failed() {
        streams.counters().connectsFailed++;
        opened.fail(new GraphException(
                streams.label() + ": open " + Streams.participant(to),
                streams.sockets().failure("connect")));
    }

    /// The request has ended: a socket that did not become a session is closed.
    @Override
    public void cut() {
        if (handle >= 0) {
            streams.detach(handle);
            handle = -1;
        }
    }
}
