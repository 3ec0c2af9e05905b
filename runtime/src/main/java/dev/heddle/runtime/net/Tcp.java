// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Enables;
import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.WeakSession;
import dev.heddle.runtime.poll.ListenOptions;
import dev.heddle.runtime.poll.Poller;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// TCP as the bottom of a graph: a stream of bytes per session. Participants are [Endpoint]s.
///
/// Thread: the loop, except the status row. What is pushed waits in the session's outbox until the end of the
/// turn and leaves with one send; a backlog of one slice is sent straight from its unit. Controls:
/// [OutboxBytes], [Reading], [EndOutput], [CloseReason], [Abort], [DirectOutput]; of the layer: [Listening].
///
/// The end: `closeDone` tells that the peer has finished or that the connection was cut ([CloseReason] says
/// why). After the last close what is pending is still sent, for the time that [TcpOptions#linger] allows.
public final class Tcp extends Protocol implements StatusSource {
    private final TcpOptions options;
    private final Enables<Endpoint> enables = new Enables<>("tcp");
    private final Map<Endpoint, Listener> listeners = new HashMap<>();
    private @Nullable Streams streams;

    private Tcp(TcpOptions options) {
        this.options = options;
    }

    /// One instance per loop; the options and their heap may be shared.
    public static Tcp create(TcpOptions options) {
        return new Tcp(options);
    }

    /// What the shared part needs of this protocol.
    private final class Make implements Streams.Maker {
        @Override
        public String label() {
            return Tcp.this.label();
        }

        @Override
        public SessionRef create(Protocol upper, SessionHandler handler) {
            return createSession(upper, handler);
        }

        @Override
        public WeakSession weak(SessionRef own) {
            return Tcp.this.weak(own);
        }
    }

    @Override
    protected void onBuilt() {
        streams = new Streams(loop(), new Make(), options.stream());
    }

    @Override
    protected void onClose() {
        if (streams == null) {
            return; // a layer above refused to be built
        }
        streams.close();
        listeners.clear();
    }

    private Streams streams() {
        var there = streams;
        if (there == null) {
            throw new IllegalStateException("tcp: used before its graph was built");
        }
        return there;
    }

    /// Connects. Fails with the system's reason, or at [TcpOptions#connectTimeout]; may be cancelled.
    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        var opened = Promise.<SessionRef>create(loop(), label() + " open " + to.remote(), SessionRef::close);
        if (!(to.remote() instanceof Endpoint remote)) {
            opened.fail(new GraphException(label() + ": open wanted an Endpoint, got " + to.remote()));
            return opened;
        }
        opened.timeoutNanos(options.connectLimit().toNanos());
        var literal = remote.literal();
        if (literal != null) {
            connect(upper, literal, opened);
        } else {
            resolve(upper, remote, opened);
        }
        return opened;
    }

    private void connect(Protocol upper, InetSocketAddress to, Promise<SessionRef> opened) {
        new Connecting(streams(), upper, to, opened).begin();
    }

    private void resolve(Protocol upper, Endpoint remote, Promise<SessionRef> opened) {
        var door = loop().door();
        Executor executor = options.resolver();
        Runnable lookUp = () -> {
            var address = new InetSocketAddress(remote.host(), remote.port());
            door.execute(() -> {
                if (address.isUnresolved()) {
                    opened.fail(new GraphException(label() + ": open " + remote + ": unknown host"));
                } else {
                    connect(upper, address, opened);
                }
            });
        };
        if (executor != null) {
            executor.execute(lookUp);
        } else {
            Thread.ofVirtual().name(label() + " look-up").start(lookUp);
        }
    }

    /// Listens on an [Endpoint]; port 0 takes a free one, which [Listening] tells.
    @Override
    public void openEnable(Protocol upper, Participants local) {
        var at = endpoint(local);
        if (!enables.add(at, upper)) {
            return;
        }
        var address = at.literal();
        int handle = address == null
                ? Poller.FAILED
                : loop().sockets()
                        .listen(address, new ListenOptions(options.stream().backlog(), options.sharesPort()));
        if (handle < 0) {
            enables.remove(at, upper);
            throw new GraphException(
                    label() + ": listen on " + at + " for " + upper.label(),
                    address == null
                            ? new IllegalArgumentException("wanted an address or *, got a name")
                            : loop().sockets().failure("listen"));
        }
        listeners.put(at, new Listener(streams(), upper, handle, this::admit));
    }

    private void admit(int handle, Protocol upper) {
        var trusted = options.proxies();
        if (trusted != null && streams().ends(handle).remote() instanceof Endpoint peer && trusted.test(peer)) {
            new Proxied(streams(), upper, handle).start();
        } else {
            streams().accept(handle, upper, null);
        }
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        var at = endpoint(local);
        if (enables.remove(at, upper)) {
            var listener = listeners.remove(at);
            if (listener != null) {
                listener.cut();
            }
        }
    }

    private Endpoint endpoint(Participants local) {
        if (local.local() instanceof Endpoint at) {
            return at;
        }
        throw new GraphException(label() + ": wanted an Endpoint to listen on, got " + local.local());
    }

    @Override
    @SuppressWarnings("unchecked") // the answer is what the question says
    public <A extends @Nullable Object> A control(Control<A> ask) {
        return ask instanceof Listening ? (A) listening() : ask.unsupported();
    }

    /// Where it accepts now, with the ports really bound.
    public List<Participant> listening() {
        var all = new ArrayList<Participant>();
        listeners.values().forEach(listener -> all.add(listener.at()));
        return all;
    }

    /// Connections that are open now, those that linger included.
    public int connections() {
        return streams().counters().open;
    }

    /// Send calls so far: one per connection with something pending and turn, more only when it is large.
    public long sends() {
        return streams().counters().sends;
    }

    @Override
    public Service needs() {
        return Service.STREAM;
    }

    @Override
    public Service provides() {
        return Service.STREAM;
    }

    @Override
    public String statusSection() {
        return SESSIONS;
    }

    @Override
    public void status(StatusRow row) {
        streams().counters().report(row);
    }
}
