// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.loop.Phase;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Listening;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The whole way of a line: socket, TCP, line, a layer above, and back.
@Timeout(30)
class LineOverTcpTest {
    /// Answers each line with itself.
    private static final class EchoLines extends Protocol implements LineReader {
        private final Map<Long, SessionRef> sessions = new HashMap<>();
        private final UnitHeap heap;

        EchoLines(UnitHeap heap) {
            this.heap = heap;
        }

        int listen() {
            below().openEnable(this, Participants.at(new Endpoint("127.0.0.1", 0)));
            return ((Endpoint) control(new Listening()).getFirst()).port();
        }

        @Override
        public void openDone(Session lower) {
            sessions.put(lower.id(), lower.duplicate());
        }

        @Override
        public void demux(Session lower, Chain message) {
            throw new AssertionError("lines come lent");
        }

        @Override
        public boolean onLine(Session session, MemorySegment memory, long fromBytes, int lengthBytes) {
            var answer = heap.allocate();
            MemorySegment.copy(memory, fromBytes, answer.payload(), 0, lengthBytes);
            answer.payload().set(ValueLayout.JAVA_BYTE, lengthBytes, (byte) '\n');
            answer.lengthBytes(lengthBytes + 1);
            session.push(answer, 0, lengthBytes + 1);
            return true;
        }

        @Override
        public void closeDone(Session lower) {
            var session = sessions.remove(lower.id());
            if (session != null) {
                session.close();
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

    @Test
    void linesComeBackInOrderFromSeveralClientsAndEveryUnitComesHome() throws Exception {
        try (var heap = UnitHeap.open(HeapOptions.of("all", 4096, 16, 1024).checked(true))) {
            var port = new CompletableFuture<Integer>();
            var plan = GraphPlan.bottom("tcp", () -> Tcp.create(TcpOptions.of(heap)))
                    .layer("line", () -> Line.create(LineOptions.of(heap, 512)), "tcp")
                    .layer("echo", () -> new EchoLines(heap), "line")
                    .checked(true);
            try (var thread = LoopThread.start("echo", LoopOptions.defaults(), loop -> {
                var graph = plan.build(loop);
                loop.each(Phase.CLEANUP, "graph", graph::close).start();
                port.complete(((EchoLines) graph.layer("echo")).listen());
            })) {
                int at = port.get(10, TimeUnit.SECONDS);
                for (int client = 0; client < 3; client++) {
                    talk(at, client);
                }
                assertThat(thread.door().isLoopThread()).isFalse();
            }
            assertThat(heap.stats().inUse()).isZero();
        }
    }

    private static void talk(int port, int client) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            var text = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                text.append("client ").append(client).append(" line ").append(i).append("\r\n");
            }
            socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.US_ASCII));
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < 500; i++) {
                assertThat(reader.readLine()).isEqualTo("client " + client + " line " + i);
            }
        }
    }
}
