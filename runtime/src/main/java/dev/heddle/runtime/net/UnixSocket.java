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
import dev.heddle.runtime.poll.SocketFault;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Unix stream sockets as the bottom of a graph: as [Tcp], between processes of one machine. Participants are
/// [UnixPath]s.
///
/// Thread: the loop, except the status row. The socket's file is made when it is enabled and deleted when it is
/// disabled; one that a dead process left behind is replaced, one that somebody listens on is an error. Who may
/// connect is what the directory and the file permit: restrict the directory before, so that there is no moment
/// in between.
public final class UnixSocket extends Protocol implements StatusSource {
    private final UnixOptions options;
    private final Enables<UnixPath> enables = new Enables<>("unix");
    private final Map<UnixPath, Listener> listeners = new HashMap<>();
    private @Nullable Streams streams;

    private UnixSocket(UnixOptions options) {
        this.options = options;
    }

    /// One instance per loop; the options and their heap may be shared.
    public static UnixSocket create(UnixOptions options) {
        return new UnixSocket(options);
    }

    /// What the shared part needs of this protocol.
    private final class Make implements Streams.Maker {
        @Override
        public String label() {
            return UnixSocket.this.label();
        }

        @Override
        public SessionRef create(Protocol upper, SessionHandler handler) {
            return createSession(upper, handler);
        }

        @Override
        public WeakSession weak(SessionRef own) {
            return UnixSocket.this.weak(own);
        }
    }

    @Override
    protected void onBuilt() {
        streams = new Streams(loop(), new Make(), options.stream());
    }

    @Override
    protected void onClose() {
        streams().close();
        listeners.keySet().forEach(UnixSocket::delete);
        listeners.clear();
    }

    private Streams streams() {
        var there = streams;
        if (there == null) {
            throw new IllegalStateException("unix: used before its graph was built");
        }
        return there;
    }

    /// Connects; fails with the system's reason.
    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        var opened = Promise.<SessionRef>create(loop(), label() + " open " + to.remote(), SessionRef::close);
        if (to.remote() instanceof UnixPath remote) {
            var connecting = new Connecting(streams(), upper, UnixDomainSocketAddress.of(remote.path()), opened);
            connecting.begin();
        } else {
            opened.fail(new GraphException(label() + ": open wanted a UnixPath, got " + to.remote()));
        }
        return opened;
    }

    @Override
    public void openEnable(Protocol upper, Participants local) {
        var at = path(local);
        if (!enables.add(at, upper)) {
            return;
        }
        int handle = listen(at);
        if (handle < 0 && loop().sockets().fault() == SocketFault.IN_USE && isAbandoned(at.path())) {
            delete(at);
            handle = listen(at);
        }
        if (handle < 0) {
            enables.remove(at, upper);
            throw new GraphException(
                    label() + ": listen on " + at + " for " + upper.label(),
                    loop().sockets().failure("listen"));
        }
        listeners.put(at, new Listener(streams(), upper, handle, this::admit));
    }

    private int listen(UnixPath at) {
        return loop().sockets()
                .listen(
                        UnixDomainSocketAddress.of(at.path()),
                        new ListenOptions(options.stream().backlog(), false));
    }

    /// A socket file that nobody listens on refuses at once; this does not block.
    private static boolean isAbandoned(Path path) {
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void admit(int handle, Protocol upper) {
        streams().accept(handle, upper, null);
    }

    private static void delete(UnixPath at) {
        try {
            Files.deleteIfExists(at.path());
        } catch (IOException e) {
            System.getLogger(UnixSocket.class.getName())
                    .log(System.Logger.Level.WARNING, "socket-file-stays path=" + at.path() + " why=" + e);
        }
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        var at = path(local);
        if (enables.remove(at, upper)) {
            var listener = listeners.remove(at);
            if (listener != null) {
                listener.cut();
            }
            delete(at);
        }
    }

    private UnixPath path(Participants local) {
        if (local.local() instanceof UnixPath at) {
            return at;
        }
        throw new GraphException(label() + ": wanted a UnixPath to listen on, got " + local.local());
    }

    @Override
    @SuppressWarnings("unchecked") // the answer is what the question says
    public <A extends @Nullable Object> A control(Control<A> ask) {
        return ask instanceof Listening ? (A) listening() : ask.unsupported();
    }

    /// Where it accepts now.
    public List<Participant> listening() {
        return List.copyOf(listeners.keySet());
    }

    /// Connections that are open now, those that linger included.
    public int connections() {
        return streams().counters().open;
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
