// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class UnixSocketTest {
    @TempDir
    Path directory;

    private static void until(Loop loop, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).isNegative();
            loop.turn(10_000_000);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void bothEndsTalkOverAFileThatComesAndGoesWithTheEnable(Backend backend) throws IOException {
        var path = new UnixPath(directory.resolve("talk"));
        try (var loop = Loop.open("unix", LoopOptions.defaults().backend(backend));
                var heap = UnitHeap.open(HeapOptions.of("read", 512, 8, 64).checked(true));
                var graph = GraphPlan.bottom(
                                "unix",
                                () -> UnixSocket.create(UnixOptions.of(heap).linger(Duration.ofMillis(100))))
                        .layer("echo", Echo::new, "unix")
                        .build(loop)) {
            var echo = (Echo) graph.layer("echo");
            var unix = (UnixSocket) graph.layer("unix");
            abandon(path.path());
            unix.openEnable(echo, Participants.at(path));
            assertThat(unix.listening()).containsExactly(path);
            assertThatThrownBy(() -> new Second(loop, heap).enable(path)).hasMessageContaining("IN_USE");
            unix.open(echo, Participants.to(path)).onEnd(request -> {
                var session = Objects.requireNonNull(request.take());
                session.push(Bytes.chain(heap, "x"));
                echo.keep(session);
            });
            until(loop, () -> echo.text().length() > 6);
            echo.echoes = false;
            echo.sessions
                    .values()
                    .forEach(s -> assertThat(s.participants().toString()).contains("talk"));
            unix.openDisable(echo, Participants.at(path));
            assertThat(path.path()).doesNotExist();
            echo.sessions.values().forEach(s -> s.close());
            until(loop, () -> unix.connections() == 0);
        }
    }

    /// Leaves a socket file behind as a killed process does.
    private static void abandon(Path path) throws IOException {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(Files.exists(path)).isTrue();
    }

    /// Another server that wants the same file.
    private record Second(Loop loop, UnitHeap heap) {
        void enable(UnixPath path) {
            try (var graph = GraphPlan.bottom("unix", () -> UnixSocket.create(UnixOptions.of(heap)))
                    .layer("echo", Echo::new, "unix")
                    .build(loop)) {
                graph.layer("unix").openEnable(graph.layer("echo"), Participants.at(path));
            }
        }
    }
}
