// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionCache;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class UdpTest {
    /// Answers each datagram with itself unless it is the calling side.
    private static final class Pong extends Protocol {
        final List<String> got = new ArrayList<>();
        final List<String> opened = new ArrayList<>();
        boolean answers = true;

        int enable() {
            below().openEnable(this, Participants.at(new Endpoint("127.0.0.1", 0)));
            return ((Endpoint) control(new Listening()).getFirst()).port();
        }

        SessionRef open(int port) {
            return Objects.requireNonNull(below().open(this, Participants.to(new Endpoint("127.0.0.1", port)))
                    .take());
        }

        void disable() {
            below().openDisable(this, Participants.at(new Endpoint("127.0.0.1", 0)));
        }

        @Override
        public void openDone(Session lower) {
            opened.add(lower.participants().toString());
        }

        @Override
        public void demux(Session lower, Chain message) {
            got.add(Bytes.text(message));
            if (answers) {
                lower.push(message);
            } else {
                message.release();
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

    private final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("read", 2048, 8, 128).headroomBytes(4).checked(true));
    private Loop loop;
    private Graph serving;
    private Graph calling;
    private Pong server;
    private Pong client;

    private void start(Backend backend, SessionCache cache) {
        loop = Loop.open("udp", LoopOptions.defaults().backend(backend));
        var plan = GraphPlan.bottom("udp", () -> Udp.create(UdpOptions.of(heap).idle(cache)))
                .layer("pong", Pong::new, "udp")
                .checked(true);
        serving = plan.build(loop);
        calling = plan.build(loop);
        server = (Pong) serving.layer("pong");
        client = (Pong) calling.layer("pong");
        client.answers = false;
    }

    @AfterEach
    void nothingIsHeld() {
        calling.close();
        serving.close();
        loop.close();
        heap.close();
        assertThat(heap.stats().inUse()).isZero();
    }

    private void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).isNegative();
            loop.turn(10_000_000);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void datagramsGoAndComeBackWholeAlsoFromSeveralSlices(Backend backend) {
        start(backend, SessionCache.NONE);
        int port = server.enable();
        try (var session = client.open(port)) {
            assertThat(session.push(Bytes.chain(heap, "one"))).isEqualTo(Push.ACCEPTED);
            session.push(Bytes.chain(heap, "tw").join(Bytes.chain(heap, "o")));
            var header = Bytes.chain(heap, "ree");
            header.prepend(2).copyFrom(MemorySegment.ofArray(new byte[] {'t', 'h'}));
            session.push(header);
            until(() -> client.got.size() == 3);
            assertThat(client.got).containsExactly("one", "two", "three");
            assertThat(server.opened)
                    .as("nobody kept them, so each opened anew")
                    .hasSize(3);
            assertThat(session.participants().remote()).isEqualTo(new Endpoint("127.0.0.1", port));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void anIdleSessionIsUsedAgainAndTheLayerAboveCannotTell(Backend backend) {
        start(backend, new SessionCache(Duration.ofSeconds(30), 10));
        try (var session = client.open(server.enable())) {
            session.push(Bytes.chain(heap, "a"));
            session.push(Bytes.chain(heap, "b"));
            until(() -> client.got.size() == 2);
            assertThat(server.opened).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.runtime.net.RealBackends#here")
    void afterDisableNothingIsAcceptedAndTwoLayersCannotShareAPort(Backend backend) {
        start(backend, SessionCache.NONE);
        int port = server.enable();
        var taken = Participants.at(new Endpoint("127.0.0.1", port));
        assertThatThrownBy(() -> serving.layer("udp").openEnable(server, taken)).hasMessageContaining("IN_USE");
        assertThatThrownBy(() -> serving.layer("udp").openDisable(server, taken))
                .hasMessageContaining("nobody");
        server.disable();
        assertThat(server.control(new Listening())).isEmpty();
        try (var session = client.open(port)) {
            session.push(Bytes.chain(heap, "lost"));
            loop.turn(1_000_000);
            assertThat(server.got).isEmpty();
        }
    }
}
