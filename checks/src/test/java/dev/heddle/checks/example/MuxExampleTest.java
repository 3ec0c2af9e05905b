// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.request.RequestState;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The stack of the manual's chapter on layers: TCP, length-prefixed messages, channels, and an answering
/// layer.
@Timeout(30)
class MuxExampleTest {
    /// Answers on channel 7, listens for answers on the others.
    private static final class Answers extends Protocol {
        final List<String> got = new ArrayList<>();
        private final UnitHeap heap;

        Answers(UnitHeap heap) {
            this.heap = heap;
        }

        void enable(int number) {
            below().openEnable(this, Participants.at(new Mux.ChannelAt(Endpoint.any(0), number)));
        }

        @Override
        public void openDone(Session lower) {
            got.add("opened");
        }

        @Override
        public void demux(Session lower, Chain message) {
            var bytes = new byte[message.lengthBytes()];
            message.copyTo(0, MemorySegment.ofArray(bytes), 0, bytes.length);
            message.release();
            var text = new String(bytes, StandardCharsets.UTF_8);
            got.add(text);
            if (text.endsWith("?")) {
                lower.push(text(heap, text.replace('?', '!')));
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

    private static Chain text(UnitHeap heap, String text) {
        var unit = heap.allocate();
        unit.lengthBytes(unit.putUtf8(0, text));
        return Chain.of(unit);
    }

    private static void until(Loop loop, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).isNegative();
            loop.turn(10_000_000);
        }
    }

    @Test
    void channelsShareAConnectionAndAnswerAndEveryUnitComesHome() {
        try (var loop = Loop.open("mux", LoopOptions.defaults());
                var heap = UnitHeap.open(HeapOptions.of("messages", 512, 16, 256)
                        .headroomBytes(8)
                        .checked(true))) {
            var options = TcpOptions.of(heap).linger(Duration.ZERO);
            var plan = GraphPlan.bottom("tcp", () -> Tcp.create(options))
                    .layer("frames", LengthFrames::new, "tcp")
                    .layer("mux", Mux::new, "frames")
                    .layer("answers", () -> new Answers(heap), "mux")
                    .checked(true);
            try (var serving = plan.build(loop);
                    var calling = plan.build(loop)) {
                assertThat(serving.headerBytesMax()).isEqualTo(8);
                var server = (Answers) serving.layer("answers");
                var client = (Answers) calling.layer("answers");
                server.enable(7);
                ((Mux) serving.layer("mux")).listen(new Endpoint("127.0.0.1", 0));
                var at = (Endpoint) ((Tcp) serving.layer("tcp")).listening().getFirst();

                var opened = calling.layer("mux").open(client, Participants.to(new Mux.ChannelAt(at, 7)));
                until(loop, () -> opened.state() != RequestState.IN_PROGRESS);
                SessionRef channel = Objects.requireNonNull(opened.take());
                channel.push(text(heap, "is anybody there?"));
                channel.push(text(heap, "hello"));
                until(loop, () -> !client.got.isEmpty() && server.got.contains("hello"));
                assertThat(client.got).containsExactly("is anybody there!");
                assertThat(server.got).contains("opened", "is anybody there?", "hello");
                channel.close();
            }
            loop.turn(0);
            assertThat(heap.stats().inUse()).isZero();
        }
    }

    @Test
    void channelsCannotSitOnBareTcp() {
        try (var loop = Loop.open("mux", LoopOptions.defaults());
                var heap = UnitHeap.open(HeapOptions.of("messages", 512, 16, 256))) {
            var plan = GraphPlan.bottom("tcp", () -> Tcp.create(TcpOptions.of(heap)))
                    .layer("mux", Mux::new, "tcp");
            assertThatThrownBy(() -> plan.build(loop))
                    .isInstanceOf(GraphException.class)
                    .hasMessageContaining("mux cannot sit on tcp");
        }
    }
}
