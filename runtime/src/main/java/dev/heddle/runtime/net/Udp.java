// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Enables;
import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.SessionMap;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.LocalHeap;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// UDP as the bottom of a graph: a datagram per message, a session per local socket and peer. Participants are
/// [Endpoint]s with addresses, not names.
///
/// Thread: the loop, except the status row. A datagram leaves at once; one that the kernel has no room for is
/// answered with FULL and lost, as datagrams are. A datagram from a new peer to an enabled endpoint opens a
/// session; if nobody keeps it, it ends with that datagram. Limit: [#DATAGRAM_BYTES_MAX] to send, the unit's
/// capacity to receive.
public final class Udp extends Protocol implements StatusSource {
    /// The most bytes of one message.
    public static final int DATAGRAM_BYTES_MAX = 65_507;

    /// A peer on one of our sockets.
    record Flow(int handle, InetSocketAddress peer) {}

    private final UdpOptions options;
    private final SessionMap<Flow> sessions;
    private final Enables<Endpoint> enables = new Enables<>("udp");
    private final Map<Endpoint, DatagramPort> ports = new HashMap<>();
    private final MemorySegment buffer = Arena.ofAuto().allocate(DATAGRAM_BYTES_MAX);
    private @Nullable DatagramPort unbound;
    private @Nullable LocalHeap units;
    long received;
    long sent;
    long lost;

    private Udp(UdpOptions options) {
        this.options = options;
        this.sessions = sessions(options.idle());
    }

    /// One instance per loop; the options and their heap may be shared.
    public static Udp create(UdpOptions options) {
        return new Udp(options);
    }

    @Override
    protected void onBuilt() {
        units = options.heap().local();
    }

    @Override
    protected void onClose() {
        ports.values().forEach(DatagramPort::close);
        ports.clear();
        if (unbound != null) {
            unbound.close();
        }
    }

    /// Opens a session to a peer: from an enabled endpoint if that is named as the local end, else from a port
    /// of its own. Several opens to one peer share the session. It is done at once.
    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        var opened = Promise.<SessionRef>create(loop(), label() + " open " + to.remote(), SessionRef::close);
        try {
            opened.done(opened(upper, to));
        } catch (GraphException e) {
            opened.fail(e);
        }
        return opened;
    }

    private SessionRef opened(Protocol upper, Participants to) {
        var peer = to.remote() instanceof Endpoint remote ? remote.literal() : null;
        if (peer == null) {
            throw new GraphException(label() + ": open wanted an Endpoint with an address, got " + to.remote());
        }
        var port = to.local() instanceof Endpoint local ? ports.get(local) : own(upper);
        if (port == null) {
            throw new GraphException(label() + ": open from " + to.local() + ", which is not enabled");
        }
        var flow = new Flow(port.handle(), peer);
        var there = sessions.find(flow);
        return there != null ? there : session(flow, upper);
    }

    /// The socket of active opens; answers to it belong to sessions that are there, never to new ones.
    private DatagramPort own(Protocol upper) {
        var port = unbound;
        if (port == null) {
            port = bind(Endpoint.any(0), upper, false);
            unbound = port;
        }
        return port;
    }

    private DatagramPort bind(Endpoint at, Protocol upper, boolean accepts) {
        var address = at.literal();
        int handle = address == null ? -1 : loop().sockets().datagram(address, options.sharePort());
        if (handle < 0) {
            throw new GraphException(
                    label() + ": bind " + at + " for " + upper.label(),
                    address == null
                            ? new IllegalArgumentException("wanted an address or *, got a name")
                            : loop().sockets().failure("bind"));
        }
        return new DatagramPort(this, handle, accepts ? upper : null);
    }

    private SessionRef session(Flow flow, Protocol upper) {
        var again = sessions.reuse(flow, upper);
        return again != null ? again : sessions.create(flow, upper, new DatagramSession(this, flow));
    }

    @Override
    public void openEnable(Protocol upper, Participants local) {
        var at = endpoint(local);
        if (enables.add(at, upper)) {
            try {
                ports.put(at, bind(at, upper, true));
            } catch (GraphException e) {
                enables.remove(at, upper);
                throw e;
            }
        }
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        var at = endpoint(local);
        if (enables.remove(at, upper)) {
            var port = ports.remove(at);
            if (port != null) {
                port.close();
            }
        }
    }

    private Endpoint endpoint(Participants local) {
        if (local.local() instanceof Endpoint at) {
            return at;
        }
        throw new GraphException(label() + ": wanted an Endpoint to bind, got " + local.local());
    }

    // ---- for its ports and sessions

    @Nullable
    LocalHeap heap() {
        return units;
    }

    Loop home() {
        return loop();
    }

    /// A datagram; its unit's reference is ours.
    void arrived(int handle, InetSocketAddress peer, Unit unit, @Nullable Protocol accepting) {
        received++;
        var flow = new Flow(handle, peer);
        if (sessions.pop(flow, unit, 0, unit.lengthBytes())) {
            return;
        }
        if (accepting == null) {
            unit.release();
            return;
        }
        try (var session = session(flow, accepting)) {
            accepting.openDone(session);
            if (!sessions.pop(flow, unit, 0, unit.lengthBytes())) {
                unit.release();
            }
        }
    }

    /// Copies a message of several slices together; the buffer is good until the next one.
    MemorySegment gather(Chain message) {
        message.copyTo(0, buffer, 0, message.lengthBytes());
        return buffer;
    }

    Participants ends(Flow flow) {
        return new Participants(Streams.participant(loop().sockets().local(flow.handle())), Endpoint.of(flow.peer()));
    }

    @Override
    @SuppressWarnings("unchecked") // the answer is what the question says
    public <A extends @Nullable Object> A control(Control<A> ask) {
        return ask instanceof Listening ? (A) listening() : ask.unsupported();
    }

    /// Where it accepts now, with the ports really bound.
    public List<Participant> listening() {
        var all = new ArrayList<Participant>();
        ports.values().forEach(port -> all.add(port.at()));
        return all;
    }

    @Override
    public Service needs() {
        return Service.MESSAGES;
    }

    @Override
    public Service provides() {
        return Service.MESSAGES;
    }

    @Override
    public String statusSection() {
        return SESSIONS;
    }

    @Override
    public void status(StatusRow row) {
        row.count("open", sessions.size())
                .count("idle", sessions.idleSize())
                .count("received", received)
                .count("sent", sent)
                .count("lost", lost);
    }
}
