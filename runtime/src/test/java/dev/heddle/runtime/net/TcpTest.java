// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.request.RequestState;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// TCP against plain blocking sockets of the JDK, on each real backend. The test's own thread is the loop's.
@Timeout(30)
class TcpTest {
    private final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("read", 4096, 8, 512).headroomBytes(8).checked(true));
    private Loop loop;
    private Graph graph;
    private Tcp tcp;
    private Echo echo;

    private void start(Backend backend, TcpOptions options) {
        loop = Loop.open("tcp-" + backend, LoopOptions.defaults().backend(backend));
        graph = GraphPlan.bottom("tcp", () -> Tcp.create(options))
                .layer("echo", Echo::new, "tcp")
                .checked(true)
                .build(loop);
        tcp = (Tcp) graph.layer("tcp");
        echo = (Echo) graph.layer("echo");
        echo.listen(new Endpoint("127.0.0.1", 0));
    }

    private TcpOptions options() {
        return TcpOptions.of(heap).linger(Duration.ofMillis(200));
    }

    @AfterEach
    void nothingIsHeld() {
        echo.sessions.values().forEach(session -> {
            if (!session.isClosed()) {
                session.close();
            }
        });
        graph.close();
        loop.close();
        heap.close();
        assertThat(heap.stats().inUse()).isZero();
    }

    private int port() {
        return ((Endpoint) tcp.listening().getFirst()).port();
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not in time; ended " + echo.ended + " sessions " + echo.sessions);
            }
            loop.turn(10_000_000);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String receive(Socket socket, int length) {
        return Bytes.receive(socket, length, this::until);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void whatIsSentComesBackAndThePeersEndClosesTheConnection(Backend backend) throws IOException {
        start(backend, options());
        try (var socket = connect()) {
            send(socket, "hello ");
            send(socket, "there");
            assertThat(receive(socket, 11)).isEqualTo("hello there");
            socket.shutdownOutput();
            until(() -> !echo.ended.isEmpty());
            assertThat(echo.ended).containsExactly("end of stream");
            until(() -> tcp.connections() == 0);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void afterThePeersEndWhatIsPushedStillGoesOutUntilTheSessionIsClosed(Backend backend) throws IOException {
        start(backend, options());
        echo.closes = false;
        try (var socket = connect()) {
            socket.shutdownOutput();
            until(() -> !echo.ended.isEmpty());
            var session = echo.only();
            assertThat(session.push(Bytes.chain(heap, "late answer"))).isEqualTo(Push.ACCEPTED);
            session.close();
            assertThat(receive(socket, 11)).isEqualTo("late answer");
            until(() -> tcp.connections() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void halfCloseEndsOurSideAfterWhatWasPushedAndGoesOnReading(Backend backend) throws IOException {
        start(backend, options());
        echo.echoes = false;
        try (var socket = connect()) {
            until(() -> !echo.sessions.isEmpty());
            var session = echo.only();
            session.push(Bytes.chain(heap, "last"));
            assertThat(session.control(new EndOutput())).isTrue();
            assertThat(session.push(Bytes.chain(heap, "too late"))).isEqualTo(Push.CLOSED);
            assertThat(receive(socket, 4)).isEqualTo("last");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            send(socket, "still talking");
            until(() -> echo.text().equals("still talking"));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void oneSendPerTurnCarriesAllThatWasPushed(Backend backend) throws IOException {
        start(backend, options());
        try (var socket = connect()) {
            until(() -> !echo.sessions.isEmpty());
            var session = echo.only();
            long before = tcp.sends();
            for (int i = 0; i < 10; i++) {
                session.push(Bytes.chain(heap, "slice " + i));
            }
            assertThat(session.control(new OutboxBytes())).isEqualTo(70);
            assertThat(receive(socket, 70)).startsWith("slice 0slice 1").endsWith("slice 9");
            assertThat(tcp.sends() - before).isEqualTo(1);
            assertThat(session.control(new OutboxBytes())).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void aPartialWriteKeepsTheRestInOrderAndTellsWhenItHasGone(Backend backend) throws IOException {
        start(backend, options().outbox(64 << 20, WhenBehind.CLOSE));
        try (var socket = connect()) {
            until(() -> !echo.sessions.isEmpty());
            var session = echo.only();
            var unit = Bytes.unit(heap, "0123456789abcdef".repeat(256));
            int times = 4000;
            for (int i = 0; i < times; i++) {
                assertThat(session.push(unit.retain(), i % 4096, 4096 - i % 4096))
                        .isEqualTo(Push.ACCEPTED);
            }
            unit.release();
            loop.turn(0);
            loop.turn(0);
            assertThat(session.control(new OutboxBytes())).isPositive();
            int total = 0;
            for (int i = 0; i < times; i++) {
                total += 4096 - i % 4096;
            }
            var got = receive(socket, total);
            var expected = new StringBuilder(total);
            for (int i = 0; i < times; i++) {
                expected.append("0123456789abcdef".repeat(256), i % 4096, 4096);
            }
            assertThat(got.contentEquals(expected)).isTrue();
            until(() -> echo.rooms > 0);
            assertThat(echo.rooms).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void aSlowPeerAtTheLimitIsClosedWithTheReason(Backend backend) throws IOException {
        start(backend, options().outbox(10_000, WhenBehind.CLOSE));
        try (var socket = connect()) {
            until(() -> !echo.sessions.isEmpty());
            var session = echo.only();
            assertThat(session.push(Bytes.chain(heap, "x".repeat(4000)))).isEqualTo(Push.ACCEPTED);
            assertThat(session.push(Bytes.chain(heap, "x".repeat(4000)))).isEqualTo(Push.ACCEPTED);
            assertThat(session.push(Bytes.chain(heap, "x".repeat(4000)))).isEqualTo(Push.CLOSED);
            assertThat(session.push(Bytes.chain(heap, "x"))).isEqualTo(Push.CLOSED);
            assertThat(echo.ended).as("nobody is told inside a push").isEmpty();
            until(() -> !echo.ended.isEmpty());
            assertThat(echo.ended.getFirst())
                    .contains("outbox limit of 10000 bytes exceeded")
                    .contains("8000 pending, 4000 more");
            assertThat(tcp.connections()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void dropEndsTheMessageAndPushBackTellsWhenThereIsRoomAgain(Backend backend) throws IOException {
        start(backend, options().outbox(5_000, WhenBehind.PUSH_BACK));
        try (var socket = connect()) {
            until(() -> !echo.sessions.isEmpty());
            var session = echo.only();
            assertThat(session.push(Bytes.chain(heap, "x".repeat(4000)))).isEqualTo(Push.ACCEPTED);
            assertThat(session.push(Bytes.chain(heap, "y".repeat(4000)))).isEqualTo(Push.FULL);
            assertThat(echo.rooms).isZero();
            assertThat(receive(socket, 4000)).doesNotContain("y");
            until(() -> echo.rooms == 1);
            assertThat(session.push(Bytes.chain(heap, "z".repeat(4000)))).isEqualTo(Push.ACCEPTED);
            assertThat(receive(socket, 4000)).startsWith("z");
            var large = Bytes.chain(heap, "1".repeat(4000)).join(Bytes.chain(heap, "2".repeat(4000)));
            assertThat(session.push(large))
                    .as("larger than the limit, into an empty outbox")
                    .isEqualTo(Push.ACCEPTED);
            assertThat(receive(socket, 8000)).endsWith("2");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void whileReadingIsOffNothingComesAndNothingIsLost(Backend backend) throws IOException {
        start(backend, options());
        echo.echoes = false;
        try (var socket = connect()) {
            until(() -> !echo.sessions.isEmpty());
            var session = echo.only();
            session.control(Reading.OFF);
            send(socket, "patience");
            for (int i = 0; i < 5; i++) {
                loop.turn(1_000_000);
            }
            assertThat(echo.text()).isEmpty();
            session.control(Reading.ON);
            until(() -> echo.text().equals("patience"));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void aSilentPeerIsTimedOut(Backend backend) throws IOException {
        start(backend, options().idleTimeout(Duration.ofMillis(80)));
        try (var socket = connect()) {
            until(() -> !echo.ended.isEmpty());
            assertThat(echo.ended).containsExactly("silent for 80 ms");
            assertThat(tcp.connections()).isZero();
            assertThatThrownBy(() -> {
                        if (socket.getInputStream().read() == -1) {
                            throw new SocketException("ended");
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void aPeerThatReadsNothingIsTimedOut(Backend backend) throws IOException {
        start(backend, options().stallTimeout(Duration.ofMillis(80)).outbox(64 << 20, WhenBehind.CLOSE));
        try (var socket = connect()) {
            until(() -> !echo.sessions.isEmpty());
            var session = echo.only();
            var unit = Bytes.unit(heap, "x".repeat(4096));
            for (int i = 0; i < 5000; i++) {
                session.push(unit.retain(), 0, 4096);
            }
            unit.release();
            until(() -> !echo.ended.isEmpty());
            assertThat(echo.ended.getFirst()).startsWith("took nothing of ").endsWith("bytes for 80 ms");
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void oneMoreThanTheMostConnectionsIsToldSoAndClosed(Backend backend) throws IOException {
        start(backend, options().maxConnections(1, "full, sorry\r\n"));
        try (var first = connect()) {
            until(() -> echo.sessions.size() == 1);
            try (var second = connect()) {
                assertThat(receive(second, 13)).isEqualTo("full, sorry\r\n");
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
            send(first, "fine");
            assertThat(receive(first, 4)).isEqualTo("fine");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void anAbruptPeerIsNoticedAndFreed(Backend backend) throws IOException {
        start(backend, options());
        var socket = connect();
        until(() -> !echo.sessions.isEmpty());
        socket.setSoLinger(true, 0);
        socket.close();
        until(() -> !echo.ended.isEmpty());
        assertThat(echo.ended.getFirst()).isEqualTo("RESET");
        assertThat(tcp.connections()).isZero();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void anActiveOpenConnectsAndTalks(Backend backend) {
        start(backend, options());
        var opened = tcp.open(echo, Participants.to(new Endpoint("127.0.0.1", port())));
        opened.onEnd(request -> {
            var session = Objects.requireNonNull(request.take());
            session.push(Bytes.chain(heap, "ping"));
            echo.keep(session);
        });
        until(() -> echo.text().length() >= 8);
        assertThat(opened.state()).isEqualTo(RequestState.DONE);
        assertThat(echo.sessions.values().iterator().next().participants().toString())
                .contains("127.0.0.1:");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void anActiveOpenThatNobodyTakesFailsWithBothNamesAndTheReason(Backend backend) {
        start(backend, options());
        int closed = port();
        tcp.openDisable(echo, Participants.at(new Endpoint("127.0.0.1", 0)));
        assertThat(tcp.listening()).isEmpty();
        loop.turn(0); // a backend may give the port back at its next look
        var opened = tcp.open(echo, Participants.to(new Endpoint("127.0.0.1", closed)));
        until(() -> opened.state() != RequestState.IN_PROGRESS);
        assertThat(opened.failure())
                .hasMessageContaining("tcp: open 127.0.0.1:" + closed)
                .hasMessageContaining("REFUSED");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void aNameIsLookedUpElsewhereAndAnUnknownOneFails(Backend backend) {
        start(backend, options());
        var opened = tcp.open(echo, Participants.to(new Endpoint("localhost", port())));
        until(() -> opened.state() != RequestState.IN_PROGRESS);
        assertThat(opened.state()).isEqualTo(RequestState.DONE);
        echo.keep(Objects.requireNonNull(opened.take()));
        var unknown = tcp.open(echo, Participants.to(new Endpoint("no-such-host.invalid", 1)));
        until(() -> unknown.state() != RequestState.IN_PROGRESS);
        assertThat(unknown.failure()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void aCancelledOpenClosesItsSocket(Backend backend) {
        start(backend, options());
        int before = loop.sockets().open();
        var opened = tcp.open(echo, Participants.to(new Endpoint("127.0.0.1", port())));
        assertThat(opened.cancel()).isTrue();
        until(() -> opened.state() != RequestState.IN_PROGRESS);
        assertThat(opened.state()).isEqualTo(RequestState.CANCELLED);
        assertThat(loop.sockets().open()).isLessThanOrEqualTo(before + 1);
        until(() -> echo.ended.size() == 1 || !echo.sessions.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void anAddressInUseIsAnErrorThatNamesIt(Backend backend) {
        start(backend, options());
        var taken = new Endpoint("127.0.0.1", port());
        assertThatThrownBy(() -> echo.listen(taken))
                .hasMessageContaining("listen on " + taken)
                .hasMessageContaining("IN_USE");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void closingTheGraphClosesEverySocket(Backend backend) throws IOException {
        start(backend, options());
        try (var socket = connect()) {
            until(() -> !echo.sessions.isEmpty());
            echo.only().push(Bytes.chain(heap, "never sent"));
            graph.close();
            assertThat(loop.sockets().open()).isZero();
            assertThat(echo.only().push(Bytes.chain(heap, "late"))).isEqualTo(Push.CLOSED);
            assertThat(socket.isConnected()).isTrue();
        }
    }
}
