// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.transport;

import dev.heddle.protocols.line.Line;
import dev.heddle.protocols.line.LineOptions;
import dev.heddle.protocols.line.LineReader;
import dev.heddle.protocols.tls.Identities;
import dev.heddle.protocols.tls.Identity;
import dev.heddle.protocols.tls.Tls;
import dev.heddle.protocols.tls.TlsOptions;
import dev.heddle.runtime.graph.Fan;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.FlushWatcher;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Listening;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.net.WhenBehind;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lines over the graph of TCP, TLS if there is a certificate, and line. `GraphLineServer echo|fanout EPOLL|NIO
/// [CERTIFICATE KEY]`. Prints its port, then answers questions: see [Questions].
public final class GraphLineServer {
    private static final int BATCH_BYTES = 16_384;

    private GraphLineServer() {}

    /// Takes the mode and the backend.
    public static void main(String[] args) throws IOException {
        boolean echo = args[0].equals("echo");
        var reads = UnitHeap.open(HeapOptions.of("read", 16_384, 8, 1024));
        var lines = UnitHeap.open(HeapOptions.of("line", 512, 64, 65_536).doubling());
        var batches =
                UnitHeap.open(HeapOptions.of("batch", BATCH_BYTES, 64, 16_384).doubling());
        try (var loop = Loop.open("bench", LoopOptions.defaults().backend(Backend.valueOf(args[1])))) {
            var members = new Members(batches, echo);
            // Before the graph's own: what it pushes leaves in the same flush.
            members.flush = loop.flush("batches", members::flushBatch);
            members.flush.start();
            var tcp = TcpOptions.of(reads).outbox(64 << 20, WhenBehind.CLOSE);
            var plan = GraphPlan.bottom("tcp", () -> Tcp.create(tcp));
            if (args.length > 2) {
                var tls = tls(reads, Path.of(args[2]), Path.of(args[3]));
                plan = plan.layer("tls", () -> Tls.create(tls), "tcp");
            }
            var graph = plan.layer(
                            "line", () -> Line.create(LineOptions.of(lines, 4096)), args.length > 2 ? "tls" : "tcp")
                    .layer("members", () -> members, "line")
                    .build(loop);
            System.out.println("port " + members.listen());
            Thread.ofPlatform().daemon().start(Questions::answer);
            loop.run();
            graph.close();
        }
    }

    private static TlsOptions tls(UnitHeap reads, Path certificate, Path key) throws IOException {
        var identities = Identities.of(List.of(Identity.read(certificate, key)));
        return TlsOptions.server(reads, identities, TlsOptions.ClientCertificate.NONE, List.of())
                .outbox(64 << 20, WhenBehind.CLOSE);
    }

    /// Who is connected, and this turn's lines.
    private static final class Members extends Protocol implements LineReader {
        private final UnitHeap batches;
        private final boolean echo;
        private @Nullable SessionRef[] sessions = new @Nullable SessionRef[64];
        private int count;
        private @Nullable Unit batch;
        private @Nullable FlushWatcher flush;

        Members(UnitHeap batches, boolean echo) {
            this.batches = batches;
            this.echo = echo;
        }

        int listen() {
            below().openEnable(this, Participants.at(new Endpoint("127.0.0.1", 0)));
            return ((Endpoint) control(new Listening()).getFirst()).port();
        }

        @Override
        public void openDone(Session lower) {
            if (count == sessions.length) {
                sessions = Arrays.copyOf(sessions, count << 1);
            }
            sessions[count++] = lower.duplicate();
        }

        @Override
        public void closeDone(Session lower) {
            for (int i = 0; i < count; i++) {
                var session = sessions[i];
                if (session != null && session.id() == lower.id()) {
                    sessions[i] = sessions[--count];
                    sessions[count] = null;
                    session.close();
                    return;
                }
            }
        }

        @Override
        public boolean onLine(Session session, MemorySegment memory, long fromBytes, int lengthBytes) {
            var unit = batch;
            if (unit == null || unit.lengthBytes() + lengthBytes + 1 > BATCH_BYTES) {
                flushBatch();
                unit = batches.allocate();
                batch = unit;
            }
            int at = unit.lengthBytes();
            MemorySegment.copy(memory, fromBytes, unit.payload(), at, lengthBytes);
            unit.payload().set(ValueLayout.JAVA_BYTE, (long) at + lengthBytes, (byte) '\n');
            // A unit that others read already is only written behind what they were given.
            unit.lengthBytes(at + lengthBytes + 1);
            if (echo) {
                session.push(unit.retain(), at, lengthBytes + 1);
            } else if (flush != null) {
                for (int i = flush.marks(); i < count; i++) {
                    flush.mark();
                }
            }
            return true;
        }

        private void flushBatch() {
            var unit = batch;
            batch = null;
            if (unit != null) {
                if (echo) {
                    unit.release();
                } else {
                    Fan.push(sessions, count, unit, 0, unit.lengthBytes());
                }
            }
        }

        @Override
        public void demux(Session lower, Chain message) {
            message.release();
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
