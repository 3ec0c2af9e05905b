// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.WeakSession;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.ReadyHandler;
import dev.heddle.runtime.loop.Sockets;
import dev.heddle.runtime.poll.SocketTuning;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What TCP and Unix sockets have in common on one loop: connections by handle, and the pieces that they share.
/// Thread: the loop. One reference per connection here; the loop's own table has one more.
final class Streams implements ReadyHandler {
    /// The protocol, as far as its connections need it.
    interface Maker {
        String label();

        SessionRef create(Protocol upper, SessionHandler handler);

        WeakSession weak(SessionRef own);
    }

    private final Loop loop;
    private final Maker maker;
    private final StreamOptions options;
    private final StreamCounters counters = new StreamCounters();
    private final StreamReader reader;
    private final StreamFlusher flusher;
    private final StreamClock clock;
    private @Nullable Socketed[] byHandle = new @Nullable Socketed[64];

    Streams(Loop loop, Maker maker, StreamOptions options) {
        this.loop = loop;
        this.maker = maker;
        this.options = options;
        this.reader = new StreamReader(this, loop, options.heap(), maker.label());
        this.flusher = new StreamFlusher(loop, maker.label());
        this.clock = new StreamClock(this, loop, options.times(), maker.label());
    }

    // ---- what the connections share

    Loop loop() {
        return loop;
    }

    Sockets sockets() {
        return loop.sockets();
    }

    StreamOptions options() {
        return options;
    }

    StreamCounters counters() {
        return counters;
    }

    StreamReader reader() {
        return reader;
    }

    StreamFlusher flusher() {
        return flusher;
    }

    StreamClock clock() {
        return clock;
    }

    int limitBytes() {
        return options.outbox().bytes();
    }

    WhenBehind whenBehind() {
        return options.outbox().policy();
    }

    // ---- handles

    void attach(int handle, Socketed what) {
        if (handle >= byHandle.length) {
            byHandle = Arrays.copyOf(byHandle, Math.max(handle + 1, byHandle.length << 1));
        }
        byHandle[handle] = what;
        sockets().attach(handle, this);
    }

    /// Closes the handle of a listener or of an open that failed.
    void detach(int handle) {
        byHandle[handle] = null;
        sockets().close(handle);
    }

    /// Makes the close that follows a reset, if it is to be one. A transport that has none ends the stream.
    void closeAs(Abort abort, int handle) {
        if (abort.reset() && handle >= 0) {
            sockets().tune(handle, SocketTuning.LINGER_SECONDS, 0);
        }
    }

    /// Closes the handle of a connection.
    void forget(Connection connection, int handle) {
        if (byHandle[handle] == connection) {
            counters.open--;
            detach(handle);
        }
    }

    @Override
    public void onReady(int handle, boolean readable, boolean writable) {
        var what = handle < byHandle.length ? byHandle[handle] : null;
        if (what == null) {
            return;
        }
        try {
            what.onReady(readable, writable);
        } catch (RuntimeException | Error e) {
            // A layer above failed in the middle of a message: the state of its stream is unknown, so it ends here.
            if (what instanceof Connection connection) {
                connection.fail("a layer failed: " + e);
            }
            throw e;
        }
    }

    @Override
    public String label() {
        return maker.label();
    }

    // ---- connections

    /// A connected socket becomes a session for `upper`, with count 1, which is the caller's.
    SessionRef open(int handle, Protocol upper, @Nullable Participants known) {
        var connection = new Connection(this, handle);
        attach(handle, connection);
        counters.open++;
        var session = maker.create(upper, connection);
        connection.opened(maker.weak(session), known);
        return session;
    }

    /// An accepted socket: as [#open], and the layer above is told; if it keeps nothing, the connection closes.
    void accept(int handle, Protocol upper, @Nullable Participants known) {
        counters.accepted++;
        try (var session = open(handle, upper, known)) {
            upper.openDone(session);
        }
    }

    Participants ends(int handle) {
        return new Participants(
                participant(sockets().local(handle)), participant(sockets().peer(handle)));
    }

    static Participant participant(@Nullable SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet -> Endpoint.of(inet);
            case UnixDomainSocketAddress unix -> new UnixPath(unix.getPath());
            case null, default -> Participant.ANY;
        };
    }

    /// The connections of one part of the handles.
    void scan(int part, int parts, Consumer<? super Connection> action) {
        for (int handle = part; handle < byHandle.length; handle += parts) {
            if (byHandle[handle] instanceof Connection connection) {
                action.accept(connection);
            }
        }
    }

    void close() {
        for (var what : byHandle.clone()) {
            if (what != null) {
                what.cut();
            }
        }
        clock.close();
        reader.close();
        flusher.close();
    }
}
