// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.link;

import dev.heddle.protocols.line.Line;
import dev.heddle.protocols.line.LineOptions;
import dev.heddle.protocols.line.LineReader;
import dev.heddle.protocols.tls.Tls;
import dev.heddle.protocols.tls.TlsFacts;
import dev.heddle.protocols.tls.TlsOptions;
import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.Phase;
import dev.heddle.runtime.net.CloseReason;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The transport on the library: two graphs that end in one layer of our own, `tcp ▸ line ▸ irc` and `tcp ▸ tls
/// ▸ line ▸ irc`.
///
/// Thread: the loop. Lifetime: until the loop's clean-up, which closes graphs and heaps. Limits: lines of the
/// server up to [#LINE_BYTES_MAX] bytes, longer ones are skipped; 4 MiB for what goes out, at which [#send]
/// refuses.
public final class GraphTransport implements Transport {
    /// 8191 bytes of tags and 512 of the rest, and as much again for servers that are generous.
    static final int LINE_BYTES_MAX = 16 << 10;

    private static final int UNIT_BYTES = 16 << 10;

    private final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("client", UNIT_BYTES, 4, 512).doubling());
    private final Top plain = new Top();
    private final Top secure = new Top();
    private final ServerTrust trust;
    private @Nullable Request<SessionRef> opening;
    private @Nullable SessionRef session;
    private @Nullable Peer peer;

    private GraphTransport(KnownServers known) {
        trust = new ServerTrust(known);
    }

    /// Builds the graphs on this loop.
    public static GraphTransport create(Loop loop, KnownServers known) {
        var made = new GraphTransport(known);
        var lines = LineOptions.of(made.heap, LINE_BYTES_MAX);
        var tls = TlsOptions.clientTrusting(made.heap, made.trust, null);
        var graph = GraphPlan.bottom("tcp", () -> Tcp.create(TcpOptions.of(made.heap)))
                .layer("line", () -> Line.create(lines), "tcp")
                .layer("irc", () -> made.plain, "line")
                .layer("tls", () -> Tls.create(tls), "tcp")
                .layer("line over tls", () -> Line.create(lines), "tls")
                .layer("irc over tls", () -> made.secure, "line over tls")
                .build(loop);
        loop.each(Phase.CLEANUP, "client transport", () -> made.end(graph)).start();
        return made;
    }

    private void end(Graph graph) {
        close();
        graph.close();
        heap.close();
    }

    @Override
    public void open(ServerAddress to, Peer whom) {
        close();
        peer = whom;
        trust.expect(to);
        var request = (to.tls() ? secure : plain).connect(new Endpoint(to.host(), to.port()));
        opening = request;
        request.onEnd(this::opened);
    }

    private void opened(Request<SessionRef> ended) {
        var reference = ended.take();
        var whom = peer;
        if (ended != opening || whom == null) {
            if (reference != null) {
                reference.close();
            }
            return;
        }
        opening = null;
        if (reference == null) {
            peer = null;
            whom.onClosed(new Loss(LossWords.of(ended.failure()), trust.refused()));
            return;
        }
        session = reference;
        var facts = reference.control(new TlsFacts.Ask());
        whom.onOpen(facts == null ? "" : facts.version() + ", " + facts.cipher());
    }

    @Override
    public boolean send(String line) {
        var open = session;
        if (open == null) {
            return false;
        }
        byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.UTF_8);
        var units = new ArrayList<Unit>();
        for (int at = 0; at < bytes.length; at += UNIT_BYTES) {
            var unit = heap.tryAllocate();
            if (unit == null) {
                units.forEach(Unit::release);
                return false;
            }
            int length = Math.min(UNIT_BYTES, bytes.length - at);
            MemorySegment.copy(bytes, at, unit.payload(), ValueLayout.JAVA_BYTE, 0, length);
            unit.lengthBytes(length);
            units.add(unit);
        }
        return open.push(chain(units)) == Push.ACCEPTED;
    }

    private static Chain chain(List<Unit> units) {
        var chain = Chain.of(units.getFirst());
        for (var unit : units.subList(1, units.size())) {
            chain.append(unit, 0, unit.lengthBytes());
        }
        return chain;
    }

    @Override
    public void close() {
        peer = null;
        var request = opening;
        opening = null;
        if (request != null) {
            request.cancel();
        }
        var open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    /// The top of a graph: what arrives goes to the peer of the session that is current.
    private final class Top extends Protocol implements LineReader {
        Request<SessionRef> connect(Endpoint to) {
            return below().open(this, Participants.to(to));
        }

        @Override
        public void openDone(Session lower) {} // nothing listens, so nothing comes from below

        private boolean isCurrent(Session lower) {
            var open = session;
            return open != null && open.id() == lower.id() && peer != null;
        }

        @Override
        public boolean onLine(Session lower, MemorySegment memory, long fromBytes, int lengthBytes) {
            var whom = peer;
            if (whom != null && isCurrent(lower)) {
                var bytes = new byte[lengthBytes];
                MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, fromBytes, bytes, 0, lengthBytes);
                whom.onLine(new String(bytes, StandardCharsets.UTF_8));
            }
            return true;
        }

        @Override
        public void demux(Session lower, Chain message) {
            message.release(); // lines come by onLine
        }

        @Override
        public void closeDone(Session lower) {
            var whom = peer;
            if (whom != null && isCurrent(lower)) {
                String why = lower.control(new CloseReason());
                close();
                whom.onClosed(new Loss(LossWords.closed(why), null));
            }
        }

        @Override
        public Service needs() {
            return Service.MESSAGES;
        }

        @Override
        public Service provides() {
            return Service.MESSAGES;
        }
    }
}
