// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What connections and messages cost, and what happens when files run out, on real sockets in another process.
@Timeout(120)
class EchoProcessTest {
    private final List<Socket> sockets = new ArrayList<>();

    /// The backends with real sockets that this machine offers.
    static Stream<Backend> offered() {
        return Stream.of(Backend.EPOLL, Backend.NIO).filter(backend -> {
            try (var loop = Loop.open("probe", LoopOptions.defaults().backend(backend))) {
                return loop.turn(0) >= 0;
            } catch (UnsupportedOperationException e) {
                return false;
            }
        });
    }

    private void connect(EchoProcess server, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var socket = new Socket(InetAddress.getLoopbackAddress(), server.port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            sockets.add(socket);
        }
    }

    private void closeAll() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private static void echo(Socket socket, int times) throws IOException {
        var message = "hello".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < times; i++) {
            socket.getOutputStream().write(message);
            assertThat(socket.getInputStream().readNBytes(message.length)).isEqualTo(message);
        }
    }

    private static void awaitOpen(EchoProcess server, long wanted) throws IOException {
        while (server.ask("open") != wanted) {
            Thread.onSpinWait(); // each question is a round trip; the test has a timeout
        }
    }

    @ParameterizedTest
    @MethodSource("offered")
    void anIdleConnectionCostsAtMost300BytesOfHeapOnEpoll(Backend backend) throws Exception {
        int most = backend == Backend.EPOLL ? 300 : 1200; // the JDK's channels weigh more
        try (var server = new EchoProcess(backend, 0)) {
            connect(server, 100);
            for (var socket : sockets) {
                echo(socket, 10); // they have been used and are idle now
            }
            awaitOpen(server, 100);
            long before = server.ask("heap");
            connect(server, 1000);
            for (var socket : sockets) {
                echo(socket, 1);
            }
            awaitOpen(server, 1100);
            long each = (server.ask("heap") - before) / 1000;
            assertThat(each).as("heap bytes of one more idle connection").isLessThanOrEqualTo(most);
        } finally {
            closeAll();
        }
    }

    @ParameterizedTest
    @MethodSource("offered")
    void inSteadyStateAMessageAllocatesNothing(Backend backend) throws Exception {
        try (var server = new EchoProcess(backend, 0)) {
            connect(server, 1);
            long allocated = Long.MAX_VALUE;
            // Until the compiler has been everywhere, which takes two or three rounds.
            for (int round = 0; round < 40 && allocated >= 5_000; round++) {
                long before = server.ask("allocated");
                echo(sockets.getFirst(), 5_000);
                allocated = server.ask("allocated") - before;
            }
            assertThat(allocated).as("bytes for 5000 messages").isLessThan(5_000);
        } finally {
            closeAll();
        }
    }

    @ParameterizedTest
    @MethodSource("offered")
    void fileDescriptorExhaustionRefusesAndRecoversOnRealSockets(Backend backend) throws Exception {
        try (var server = new EchoProcess(backend, 64)) {
            assertThat(server.ask("exhausted") + server.ask("open")).isZero();
            connect(server, 100); // the kernel completes them all; not all can be accepted
            while (server.ask("exhausted") == 0) {
                Thread.onSpinWait();
            }
            long accepted = server.ask("open");
            assertThat(accepted).isBetween(1L, 63L);
            echo(sockets.getFirst(), 3); // those that are in are served meanwhile
            for (int i = 0; i < 60; i++) {
                sockets.removeFirst().close();
            }
            for (var socket : sockets) {
                echo(socket, 1); // room for all of them now, in their order
            }
            awaitOpen(server, 40);
        } finally {
            closeAll();
        }
    }
}
