// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.protocols.tls.TlsOptions.ClientCertificate;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Session;
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
import dev.heddle.runtime.worker.WorkerGroup;
import dev.heddle.runtime.worker.WorkerOptions;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How TLS does its work: where the handshake's steps run, what goes out as one record, what it does without units.
class TlsWorkTest {
    private static final int RECORD_OF_DATA = 23;
    private static final int PLAIN_BYTES_OF_A_RECORD = 16_384;

    @TempDir
    static Path directory;

    private static TestIdentity local;

    private final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("tls", 16_384, 4, 32).headroomBytes(16).checked(true));
    private EchoLayer echo = new EchoLayer();
    private LoopThread loop;
    private int port;

    @BeforeAll
    static void makeIdentity() throws Exception {
        local = TestIdentity.make(directory, "localhost", "EC");
    }

    @AfterEach
    void everyUnitIsBack() {
        if (loop != null) {
            loop.close();
        }
        heap.close();
        assertThat(heap.awaitDrained(20_000_000_000L))
                .as(() -> "units held: " + heap.stats())
                .isTrue();
    }

    private TlsOptions options() {
        return TlsOptions.server(heap, Identities.of(List.of(local.identity())), ClientCertificate.NONE, List.of());
    }

    private void serve(TlsOptions options) {
        var plan = GraphPlan.bottom("tcp", () -> Tcp.create(TcpOptions.of(heap)))
                .layer("tls", () -> Tls.create(options), "tcp")
                .layer("echo", () -> echo, "tls");
        var ready = new CompletableFuture<Endpoint>();
        loop = LoopThread.start("tls work", LoopOptions.defaults(), running -> {
            var graph = plan.build(running);
            echo.listen();
            ready.complete((Endpoint) echo.control(new Listening()).getFirst());
            running.each(Phase.CLEANUP, "graph", graph::close).start();
        });
        port = ready.join().port();
    }

    private SSLSocket connect(String version, Socket raw) throws Exception {
        var context = SSLContext.getInstance("TLS");
        var trust = PeerTrust.of(List.of(local.identity().chain().getFirst()));
        context.init(null, new TrustManager[] {trust}, null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(raw, "localhost", port, true);
        socket.setSoTimeout(20_000);
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        return socket;
    }

    private Socket raw() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static byte[] echoed(SSLSocket socket, byte[] sent) throws IOException {
        socket.getOutputStream().write(sent);
        return socket.getInputStream().readNBytes(sent.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void theHandshakesExpensiveStepsRunOnTheWorkers(String version) throws Exception {
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        try (var group =
                WorkerGroup.<Runnable>start(WorkerOptions.of("handshakes", 2, 4, heap), () -> (task, body, reply) -> {
                    threads.add(Thread.currentThread().getName());
                    task.run();
                    reply.done();
                })) {
            serve(options().tasksOn(group));
            var sockets = new ArrayList<SSLSocket>();
            for (int i = 0; i < 10; i++) {
                sockets.add(connect(version, raw()));
            }
            for (var socket : sockets) {
                assertThat(echoed(socket, new byte[] {1, 2, 3})).containsExactly(1, 2, 3);
                socket.close();
            }
            assertThat(threads.size()).isGreaterThanOrEqualTo(10);
            assertThat(threads).allMatch(name -> name.contains("handshakes"));
            loop.close();
        }
    }

    @Test
    void aHandshakeWhoseWorkersHaveStoppedFailsAndTheLoopGoesOn() throws Exception {
        var group = WorkerGroup.<Runnable>start(
                WorkerOptions.of("handshakes", 1, 4, heap), () -> (task, body, reply) -> reply.done());
        serve(options().tasksOn(group));
        var stopped = group.stop(20_000_000_000L);
        assertThat(stopped.survivors()).isEmpty();
        for (int i = 0; i < 3; i++) {
            try (var socket = raw()) {
                var context = SSLContext.getDefault();
                var tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", port, true);
                tls.setSoTimeout(20_000);
                assertThat(failure(tls)).isInstanceOf(IOException.class);
            }
        }
        assertThat(echo.events).isEmpty();
    }

    private static Exception failure(SSLSocket socket) {
        try {
            socket.startHandshake(); // returns when the server says close_notify in the middle of it
            return socket.getInputStream().read() < 0
                    ? new EOFException()
                    : new IllegalStateException("the handshake succeeded");
        } catch (IOException e) {
            return e;
        }
    }

    @Test
    void whatIsPushedInPiecesInOneTurnGoesOutInFullRecords() throws Exception {
        int pieces = 1_000;
        int pieceBytes = 100;
        Queue<Push> answers = new ConcurrentLinkedQueue<>();
        echo = new EchoLayer() {
            @Override
            public void demux(Session lower, Chain message) {
                message.release();
                var unit = heap.allocate();
                unit.lengthBytes(pieceBytes);
                for (int i = 0; i < pieces; i++) {
                    answers.add(lower.push(unit.retain(), 0, pieceBytes));
                }
                unit.release();
            }
        };
        serve(options());
        var recording = new RecordingSocket(port);
        try (var socket = connect("TLSv1.2", recording)) {
            socket.getOutputStream().write('!');
            assertThat(socket.getInputStream().readNBytes(pieces * pieceBytes)).hasSize(pieces * pieceBytes);
        }
        assertThat(answers).hasSize(pieces).containsOnly(Push.ACCEPTED);
        int fewest = Math.ceilDiv(pieces * pieceBytes, PLAIN_BYTES_OF_A_RECORD);
        assertThat(recording.records(RECORD_OF_DATA)).isEqualTo(fewest);
    }

    /// The n-th unit that TLS or TCP asks for is refused: the session waits for a free one.
    @Test
    void theNthRefusedAllocationDelaysWhatIsReadAndNothingIsLostOrHeld() throws Exception {
        serve(options());
        var sent = new byte[50_000];
        new Random(1).nextBytes(sent);
        for (int n = 1; n <= 12; n++) {
            try (var socket = connect(n % 2 == 0 ? "TLSv1.3" : "TLSv1.2", raw())) {
                heap.refuseAllocation(n);
                var writer = Thread.startVirtualThread(() -> send(socket, sent));
                var got = socket.getInputStream().readNBytes(sent.length);
                assertThat(Arrays.mismatch(got, sent)).as("allocation " + n).isEqualTo(-1);
                writer.join();
            }
        }
        assertThat(heap.stats().refusals()).isBetween(6L, 12L);
    }

    private static void send(SSLSocket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Keeps what comes in, to be looked at as records.
    private static final class RecordingSocket extends Socket {
        private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

        RecordingSocket(int port) throws IOException {
            super(InetAddress.getLoopbackAddress(), port);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    int one = super.read();
                    if (one >= 0) {
                        seen.write(one);
                    }
                    return one;
                }

                @Override
                public int read(byte[] into, int from, int length) throws IOException {
                    int got = super.read(into, from, length);
                    if (got > 0) {
                        seen.write(into, from, got);
                    }
                    return got;
                }
            };
        }

        /// How many records of this type came: one byte of type, two of version, two of length (RFC 5246, 6.2.1).
        int records(int type) {
            var bytes = seen.toByteArray();
            int found = 0;
            for (int at = 0; at + 5 <= bytes.length; at += 5 + (bytes[at + 3] & 255) * 256 + (bytes[at + 4] & 255)) {
                found += bytes[at] == type ? 1 : 0;
            }
            return found;
        }
    }
}
