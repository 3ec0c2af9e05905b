// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A network in memory: listeners, connections and datagrams between the pollers that it gives out.
///
/// Thread: any; one lock guards everything, so that loops on real threads may share it too. On one thread, with
/// a virtual clock and a script from a seed, a run is repeatable to the byte.
/// Limits: `pipeBytes` in flight in each direction of a connection, 256 datagrams per socket; a full pipe makes
/// writes answer "would block", a full datagram socket loses. Hosts do not matter, ports and paths do; every
/// address is this machine's.
public final class ScriptedNetwork {
    static final int DATAGRAMS = 256;
    private static final int FIRST_FREE_PORT = 40_000;
    private static final int LAST_PORT = 65_535;

    /// Guards everything in the network and its sockets; waited on by pollers that wait.
    final Object lock = new Object();

    private final LongSupplier nanoTime;
    private final @Nullable LongConsumer advance;
    private final Map<String, List<ScriptedSocket>> bound = new HashMap<>();
    private final PriorityQueue<Long> events = new PriorityQueue<>();
    private NetworkScript script = NetworkScript.calm();
    private int pipeBytes = 65_536;
    private int nextPort = FIRST_FREE_PORT;
    private int dealt;

    private ScriptedNetwork(LongSupplier nanoTime, @Nullable LongConsumer advance) {
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
        this.advance = advance;
    }

    /// A network on the machine's clock, for loops on real threads.
    public static ScriptedNetwork realTime() {
        return new ScriptedNetwork(System::nanoTime, null);
    }

    /// A network on a virtual clock; a poller that would wait calls `advanceNanos` instead and looks again.
    public static ScriptedNetwork virtualTime(LongSupplier nanoTime, LongConsumer advanceNanos) {
        return new ScriptedNetwork(nanoTime, advanceNanos);
    }

    /// From now on `script` disturbs the calls.
    public ScriptedNetwork script(NetworkScript script) {
        synchronized (lock) {
            this.script = Objects.requireNonNull(script, "script");
        }
        return this;
    }

    /// How many bytes may be in flight in one direction of a connection that is made from now on.
    public ScriptedNetwork pipeBytes(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("pipe bytes: wanted at least 1, got " + bytes);
        }
        synchronized (lock) {
            pipeBytes = bytes;
        }
        return this;
    }

    /// A poller on this network, reporting at most `batch` sockets per poll.
    public Poller poller(String label, int batch) {
        return new ScriptedPoller(this, label, batch);
    }

    /// When the next delivery is due, on the network's clock; `Long.MAX_VALUE`: nothing is under way.
    public long nextEventNanos() {
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            while (!events.isEmpty() && events.peek() - now <= 0) {
                events.remove();
            }
            return events.isEmpty() ? Long.MAX_VALUE : events.peek();
        }
    }

    long now() {
        return nanoTime.getAsLong();
    }

    @Nullable
    LongConsumer advance() {
        return advance;
    }

    NetworkScript script() {
        return script;
    }

    int pipeBytes() {
        return pipeBytes;
    }

    /// When something sent now arrives; every poller that waits must learn of it.
    long arrival() {
        long now = now();
        long at = now + script.delayNanos();
        if (at > now) {
            events.add(at);
        }
        lock.notifyAll();
        return at;
    }

    /// Wakes the pollers that wait, because something became ready at once.
    void changed() {
        lock.notifyAll();
    }

    private static String key(ScriptedSocket.Kind kind, SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress unix -> kind.name() + unix.getPath();
            case InetSocketAddress inet -> kind.name() + inet.getPort();
            default -> throw new IllegalArgumentException("scripted network: wanted a port or a path, got " + address);
        };
    }

    /// Binds a listener or datagram socket; the address with its port filled in, or null: taken.
    @Nullable
    SocketAddress bind(ScriptedSocket.Kind kind, SocketAddress wanted, ScriptedSocket socket, boolean share) {
        var address = wanted instanceof InetSocketAddress inet && inet.getPort() == 0 ? free(kind) : wanted;
        var members = bound.computeIfAbsent(key(kind, address), _ -> new ArrayList<>());
        if (!members.isEmpty() && !(share && members.getFirst().sharesPort)) {
            return null;
        }
        socket.sharesPort = share;
        members.add(socket);
        return address;
    }

    private SocketAddress free(ScriptedSocket.Kind kind) {
        for (int i = FIRST_FREE_PORT; i <= LAST_PORT; i++) {
            var candidate = ephemeral();
            if (bound.getOrDefault(key(kind, candidate), List.of()).isEmpty()) {
                return candidate;
            }
        }
        throw new IllegalStateException("scripted network: every port is taken");
    }

    /// An address for the connecting end.
    InetSocketAddress ephemeral() {
        int port = nextPort;
        nextPort = nextPort == LAST_PORT ? FIRST_FREE_PORT : nextPort + 1;
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    void unbind(ScriptedSocket.Kind kind, SocketAddress address, ScriptedSocket socket) {
        var members = bound.get(key(kind, address));
        if (members != null) {
            members.remove(socket);
        }
    }

    /// Who is bound there; several that share the port are dealt in turn.
    @Nullable
    ScriptedSocket at(ScriptedSocket.Kind kind, SocketAddress address) {
        var members = bound.getOrDefault(key(kind, address), List.of());
        return members.isEmpty() ? null : members.get(dealt++ % members.size());
    }
}
