// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.unit.Chain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GraphPlanTest {
    private final Loop loop = Loop.open("plan", LoopOptions.defaults());

    @AfterEach
    void close() {
        loop.close();
    }

    private static Wire stream() {
        return new Wire(Service.STREAM);
    }

    private static Top top() {
        return new Top(Service.STREAM);
    }

    /// Has neither openDone nor demux.
    private static final class Deaf extends Protocol {
        @Override
        public Service needs() {
            return Service.STREAM;
        }

        @Override
        public Service provides() {
            return Service.STREAM;
        }
    }

    /// Hears, but cannot be opened.
    private static final class Closed extends Protocol {
        @Override
        public void openDone(Session lower) {}

        @Override
        public void demux(Session lower, Chain message) {
            message.release();
        }

        @Override
        public int headerBytesMax() {
            return 4;
        }

        @Override
        public Service needs() {
            return Service.STREAM;
        }

        @Override
        public Service provides() {
            return Service.MESSAGES;
        }
    }

    @Test
    void anUnknownLayerIsNamedWithTheOneThatWantsIt() {
        var plan = GraphPlan.bottom("wire", GraphPlanTest::stream).layer("top", GraphPlanTest::top, "tls");
        assertThatThrownBy(() -> plan.build(loop))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("top")
                .hasMessageContaining("tls")
                .hasMessageContaining("unknown");
    }

    @Test
    void aCycleIsNamedWithBothLayers() {
        var plan = GraphPlan.bottom("wire", GraphPlanTest::stream)
                .layer("a", GraphPlanTest::top, "b")
                .layer("b", GraphPlanTest::top, "a");
        assertThatThrownBy(() -> plan.build(loop))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("cycle")
                .hasMessageContaining("a over b")
                .hasMessageContaining("b over a");
    }

    @Test
    void aLayerThatNeedsMessagesCannotSitOnAStream() {
        var plan =
                GraphPlan.bottom("wire", GraphPlanTest::stream).layer("top", () -> new Top(Service.MESSAGES), "wire");
        assertThatThrownBy(() -> plan.build(loop))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("top cannot sit on wire")
                .hasMessageContaining("MESSAGES")
                .hasMessageContaining("STREAM");
    }

    @Test
    void aMissingHandlerIsAnErrorWhenTheGraphIsBuiltAndNamesBothLayers() {
        var deaf = GraphPlan.bottom("wire", GraphPlanTest::stream).layer("deaf", Deaf::new, "wire");
        assertThatThrownBy(() -> deaf.build(loop))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("layer deaf: missing handler openDone")
                .hasMessageContaining("wire");
        var closed = GraphPlan.bottom("wire", GraphPlanTest::stream)
                .layer("closed", Closed::new, "wire")
                .layer("top", () -> new Top(Service.MESSAGES), "closed");
        assertThatThrownBy(() -> closed.build(loop))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("layer closed: missing handler openEnable")
                .hasMessageContaining("top");
    }

    @Test
    void twoLayersOfOneNameAndOneProtocolTwiceAreRefused() {
        var twice = GraphPlan.bottom("wire", GraphPlanTest::stream).layer("wire", GraphPlanTest::top, "wire");
        assertThatThrownBy(() -> twice.build(loop)).hasMessageContaining("wire").hasMessageContaining("two");
        var one = top();
        var shared = GraphPlan.bottom("wire", GraphPlanTest::stream)
                .layer("a", () -> one, "wire")
                .layer("b", () -> one, "wire");
        assertThatThrownBy(() -> shared.build(loop)).hasMessageContaining("b").hasMessageContaining("already a");
    }

    @Test
    void aPlanMayNameLayersInAnyOrderAndIsBuiltOncePerLoop() {
        var plan = GraphPlan.bottom("wire", GraphPlanTest::stream)
                .layer("upper", GraphPlanTest::top, "middle")
                .layer("middle", GraphPlanTest::stream, "wire");
        assertThatThrownBy(() -> plan.build(loop)).hasMessageContaining("missing handler openDone");
        var good = GraphPlan.bottom("wire", GraphPlanTest::stream).layer("top", GraphPlanTest::top, "wire");
        try (var first = good.build(loop);
                var second = good.build(loop)) {
            assertThat(first.layer("top")).isNotSameAs(second.layer("top"));
        }
    }

    @Test
    void theGraphPrintsItsComposition() {
        var plan = GraphPlan.bottom("wire", GraphPlanTest::stream)
                .layer("top", GraphPlanTest::top, "wire")
                .layer("closed", Closed::new, "wire");
        try (var graph = plan.build(loop)) {
            assertThat(graph.toString()).isEqualTo("""
                            graph on plan
                              wire: Wire, provides STREAM
                                top: Top, needs STREAM
                                closed: Closed, needs STREAM, headers 4 bytes""");
            assertThat(graph.headerBytesMax()).isEqualTo(4);
            assertThatThrownBy(() -> graph.layer("tls"))
                    .hasMessageContaining("tls")
                    .hasMessageContaining("wire");
        }
    }

    @Test
    void aLayerUsedBeforeItsGraphIsBuiltSaysSo() {
        assertThatThrownBy(() -> stream().label()).hasMessageContaining("Wire: used before its graph was built");
    }

    @Test
    void enablesAreCountedPerKey() {
        try (var graph = GraphPlan.bottom("wire", GraphPlanTest::stream)
                .layer("a", GraphPlanTest::top, "wire")
                .layer("b", GraphPlanTest::top, "wire")
                .build(loop)) {
            var enables = new Enables<Integer>("ports");
            assertThat(enables.add(7, graph.layer("a"))).isTrue();
            assertThat(enables.add(7, graph.layer("a"))).isFalse();
            assertThatThrownBy(() -> enables.add(7, graph.layer("b")))
                    .hasMessageContaining("7 wanted by b, is enabled by a");
            assertThatThrownBy(() -> enables.remove(7, graph.layer("b"))).hasMessageContaining("disabled by b");
            assertThat(enables.remove(7, graph.layer("a"))).isFalse();
            assertThat(enables.upper(7)).isSameAs(graph.layer("a"));
            assertThat(enables.remove(7, graph.layer("a"))).isTrue();
            assertThat(enables.upper(7)).isNull();
            assertThatThrownBy(() -> enables.remove(7, graph.layer("a"))).hasMessageContaining("nobody");
        }
    }
}
