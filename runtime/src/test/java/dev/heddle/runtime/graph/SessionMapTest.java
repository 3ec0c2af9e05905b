// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.VirtualTime;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SessionMapTest {
    private static final SessionCache CACHE = new SessionCache(Duration.ofSeconds(30), 2);

    private final UnitHeap heap = Texts.heap();
    private final VirtualTime time = new VirtualTime();
    private final Loop loop = Loop.open("maps", LoopOptions.defaults().time(time));

    @AfterEach
    void nothingIsHeld() {
        loop.close();
        heap.close();
        assertThat(heap.stats().inUse()).isZero();
    }

    private record Stack(Graph graph, Wire wire, Calls calls, Top top) implements AutoCloseable {
        @Override
        public void close() {
            graph.close();
        }

        SessionRef open(char name) {
            return Objects.requireNonNull(
                    calls.open(top, Participants.to(new Calls.Named(name))).take());
        }
    }

    private Stack stack(SessionCache cache) {
        var graph = GraphPlan.bottom("wire", () -> new Wire(Service.MESSAGES))
                .layer("calls", () -> new Calls(cache), "wire")
                .layer("top", () -> new Top(Service.MESSAGES), "calls")
                .build(loop);
        return new Stack(graph, (Wire) graph.layer("wire"), (Calls) graph.layer("calls"), (Top) graph.layer("top"));
    }

    private void pass(Duration duration) {
        time.advance(duration.toNanos());
        loop.turn(0);
        loop.turn(0);
    }

    @Test
    void theMapIsWeakAndFindsOnlyWhatIsHeld() {
        try (var stack = stack(SessionCache.NONE)) {
            var session = stack.open('a');
            var found = Objects.requireNonNull(stack.calls.sessions.find('a'));
            assertThat(found.id()).isEqualTo(session.id());
            session.close();
            assertThat(stack.calls.sessions.size()).isEqualTo(1);
            found.close();
            assertThat(stack.calls.sessions.size()).isZero();
            assertThat(stack.calls.sessions.find('a')).isNull();
            assertThat(stack.calls.closed).containsExactly("a1");
        }
    }

    @Test
    void aKeyInUseIsRefused() {
        try (var stack = stack(SessionCache.NONE)) {
            var session = stack.open('a');
            var handler = new Wire(Service.STREAM).new End(Participants.unknown());
            assertThatThrownBy(() -> stack.calls.sessions.create('a', stack.top, handler))
                    .hasMessageContaining("session of key a wanted new");
            session.close();
        }
    }

    @Test
    void anIdleSessionKeepsWhatItHoldsBelowAndIsReusedAsNew() {
        try (var stack = stack(CACHE)) {
            var first = stack.open('a');
            stack.wire.ends.getFirst().session().pop(Texts.chain(heap, "ax"));
            assertThat(first.control(new Calls.Pops())).isEqualTo(1);
            long id = first.id();
            first.close();
            assertThat(stack.calls.closed).isEmpty();
            assertThat(stack.calls.sessions.idleSize()).isEqualTo(1);
            assertThat(stack.calls.sessions.find('a')).isNull();
            var second = stack.open('a');
            assertThat(second.id()).isNotEqualTo(id);
            assertThat(stack.wire.opens).isEqualTo(1);
            assertThat(stack.calls.reused).containsExactly("a1");
            assertThat(second.control(new Calls.Pops())).isZero();
            second.close();
        }
    }

    @Test
    void anIdleSessionIsClosedWhenItsTimeIsUpOrTheCacheIsFull() {
        try (var stack = stack(CACHE)) {
            stack.open('a').close();
            pass(Duration.ofSeconds(10));
            stack.open('b').close();
            assertThat(stack.calls.closed).isEmpty();
            pass(Duration.ofSeconds(21));
            assertThat(stack.calls.closed).containsExactly("a1");
            pass(Duration.ofSeconds(10));
            assertThat(stack.calls.closed).containsExactly("a1", "b2");
            stack.open('c').close();
            stack.open('d').close();
            stack.open('e').close();
            assertThat(stack.calls.closed).endsWith("c3");
        }
        assertThat(heap.stats().inUse()).isZero();
    }

    @Test
    void closingTheGraphClosesIdleSessionsOnce() {
        var stack = stack(CACHE);
        stack.open('a').close();
        stack.close();
        assertThat(stack.calls.closed).containsExactly("a1");
        assertThat(stack.wire.ends.getFirst().closedCount).isEqualTo(1);
    }

    @Test
    void cacheTransparencyTheLayerAboveSeesTheSameEventsWithAndWithoutACache() {
        for (long seed = 1; seed <= 200; seed++) {
            var without = trace(SessionCache.NONE, seed);
            assertThat(trace(CACHE, seed)).as("seed " + seed).isEqualTo(without);
            assertThat(trace(new SessionCache(Duration.ofMillis(1), 100), seed))
                    .as("seed " + seed)
                    .isEqualTo(without);
        }
    }

    /// A random run of opens, closes, arrivals, enables and passing time, as the top layer sees it.
    private List<String> trace(SessionCache cache, long seed) {
        var random = new Random(seed);
        var seen = new ArrayList<String>();
        try (var stack = stack(cache)) {
            var held = new ArrayList<SessionRef>();
            var wire = Objects.requireNonNull(stack.top
                    .lower()
                    .open(stack.top, Participants.to(new Calls.Named('z')))
                    .take());
            boolean[] enabled = new boolean[4];
            for (int step = 0; step < 60; step++) {
                int n = random.nextInt(4);
                char name = (char) ('a' + n);
                switch (random.nextInt(6)) {
                    case 0 -> {
                        held.add(stack.open(name));
                        seen.add("open " + name + " pops " + held.getLast().control(new Calls.Pops()));
                    }
                    case 1 -> {
                        if (!held.isEmpty()) {
                            held.remove(random.nextInt(held.size())).close();
                        }
                    }
                    case 2 -> {
                        if (enabled[n] ^= true) {
                            stack.top.enable(new Calls.Named(name));
                        } else {
                            stack.top.disable(new Calls.Named(name));
                        }
                    }
                    case 3 -> pass(Duration.ofSeconds(random.nextInt(40)));
                    default -> stack.wire.ends.getFirst().session().pop(Texts.chain(heap, name + "m" + step));
                }
                held.addAll(stack.top.kept);
                stack.top.kept.clear();
                seen.addAll(stack.top.events);
                stack.top.events.clear();
                held.forEach(s -> seen.add(s.participants() + "=" + s.control(new Calls.Pops())));
            }
            held.forEach(SessionRef::close);
            wire.close();
        }
        return seen;
    }

    @Test
    void withoutAUnitForAHeaderThePushIsFullAndNothingIsHeld() {
        var tiny = UnitHeap.open(HeapOptions.of("tiny", 16, 1, 1).headroomBytes(4));
        try (var stack = stack(SessionCache.NONE)) {
            var session = stack.open('a');
            var message = Texts.chain(tiny, "shared");
            var copy = message.duplicate();
            assertThat(session.push(copy)).as("its headroom is shared").isEqualTo(Push.FULL);
            assertThat(session.push(message)).isEqualTo(Push.ACCEPTED);
            assertThat(stack.wire.sent).containsExactly("ashared");
            session.close();
        }
        assertThat(tiny.stats().inUse()).isZero();
        tiny.close();
    }

    private static final class Numbered extends Protocol {
        final LongSessionMap sessions = longSessions();

        @Override
        public Service needs() {
            return Service.STREAM;
        }

        @Override
        public Service provides() {
            return Service.STREAM;
        }
    }

    @Test
    void theLongMapBehavesAsAHashMapUnderRandomUse() {
        try (var graph = GraphPlan.bottom("numbered", Numbered::new)
                .andBottom("wire", () -> new Wire(Service.STREAM))
                .build(loop)) {
            var layer = (Numbered) graph.layer("numbered");
            var random = new Random(7);
            Map<Long, SessionRef> model = new HashMap<>();
            for (int i = 0; i < 20_000; i++) {
                // Dense, colliding and huge keys.
                long key = (long) random.nextInt(300) << (random.nextBoolean() ? 0 : 24);
                var there = model.remove(key);
                if (there != null) {
                    there.close();
                } else {
                    model.put(key, layer.sessions.create(key, layer, new Quiet()));
                }
                assertThat(layer.sessions.size()).isEqualTo(model.size());
                long other = random.nextInt(300);
                assertThat(layer.sessions.weak(other) != null).isEqualTo(model.containsKey(other));
            }
            for (long key = 0; key < 300; key++) {
                var found = layer.sessions.find(key);
                assertThat(found == null ? null : found.id())
                        .isEqualTo(
                                model.containsKey(key)
                                        ? Objects.requireNonNull(model.get(key)).id()
                                        : null);
                if (found != null) {
                    found.close();
                }
            }
            model.values().forEach(SessionRef::close);
            assertThat(layer.sessions.size()).isZero();
        }
    }

    private static final class Quiet implements SessionHandler {
        @Override
        public Push push(Chain message) {
            message.release();
            return Push.ACCEPTED;
        }

        @Override
        public void pop(Upward up, Chain message) {
            message.release();
        }

        @Override
        public void closed() {}
    }
}
