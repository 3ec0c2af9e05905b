// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.VirtualTime;
import dev.heddle.runtime.poll.NetworkScript;
import dev.heddle.runtime.poll.ScriptedCall;
import dev.heddle.runtime.poll.ScriptedNetwork;
import dev.heddle.runtime.poll.SocketFault;
import dev.heddle.runtime.request.RequestState;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// TCP on a scripted network: both ends on one loop, virtual time, failures by count and by seed.
@Timeout(60)
class ScriptedTcpTest {
    /// One world: a listening graph, and a calling one on the same loop.
    private static final class World implements AutoCloseable {
        final VirtualTime time = new VirtualTime();
        final ScriptedNetwork network = ScriptedNetwork.virtualTime(time::nanoTime, time::advance);
        final UnitHeap heap;
        final Loop loop;
        final Graph serving;
        final Graph calling;
        final Tcp server;
        final Echo echo;
        final Echo caller;

        World(int units, NetworkScript script) {
            heap = UnitHeap.open(HeapOptions.of("read", 512, units, units).checked(true));
            loop = Loop.open(
                    "scripted",
                    LoopOptions.defaults()
                            .backend(Backend.SCRIPTED)
                            .network(network)
                            .time(time)
                            .onUncaught((label, why) -> uncaught.add(label + ": " + why)));
            var plan = GraphPlan.bottom(
                            "tcp", () -> Tcp.create(TcpOptions.of(heap).linger(Duration.ofMillis(200))))
                    .layer("echo", Echo::new, "tcp")
                    .checked(true);
            serving = plan.build(loop);
            calling = plan.build(loop);
            server = (Tcp) serving.layer("tcp");
            echo = (Echo) serving.layer("echo");
            caller = (Echo) calling.layer("echo");
            caller.echoes = false;
            echo.listen(new Endpoint("127.0.0.1", 7));
            network.script(script);
        }

        final List<String> uncaught = new ArrayList<>();

        boolean until(BooleanSupplier condition, int turns) {
            for (int i = 0; i < turns && !condition.getAsBoolean(); i++) {
                loop.turn(1_000_000);
                time.advance(100_000);
            }
            return condition.getAsBoolean();
        }

        RequestState call() {
            var opened = calling.layer("tcp").open(caller, Participants.to(new Endpoint("127.0.0.1", 7)));
            opened.onEnd(request -> {
                var session = request.state() == RequestState.DONE ? request.take() : null;
                if (session != null) {
                    caller.keep(session);
                }
            });
            until(
                    () -> opened.state() != RequestState.IN_PROGRESS && echo.sessions.size() == caller.sessions.size(),
                    50);
            return opened.state();
        }

        @Override
        public void close() {
            for (var layer : List.of(echo, caller)) {
                layer.sessions.values().stream().filter(s -> !s.isClosed()).forEach(SessionRef::close);
            }
            calling.close();
            serving.close();
            assertThat(loop.sockets().open()).isZero();
            loop.close();
            heap.close();
            assertThat(heap.stats().inUse()).isZero();
        }
    }

    @Test
    void fileDescriptorExhaustionRefusesAndRecovers() {
        try (var world = new World(16, NetworkScript.failNth(ScriptedCall.ACCEPT, 1, SocketFault.TOO_MANY_FILES))) {
            assertThat(world.call()).isEqualTo(RequestState.DONE);
            assertThat(world.echo.sessions).as("waits in the backlog").isEmpty();
            world.time.advance(Listener.RETRY_NANOS);
            assertThat(world.until(() -> world.echo.sessions.size() == 1, 100)).isTrue();
            world.caller.only().push(Bytes.chain(world.heap, "after all"));
            assertThat(world.until(() -> world.caller.text().equals("after all"), 100))
                    .isTrue();
        }
    }

    @Test
    void shortTransfersAndDelaysFromASeedLoseNothingAndKeepTheOrder() {
        for (long seed = 1; seed <= 60; seed++) {
            try (var world = new World(64, NetworkScript.seeded(seed, 40, 2_000_000))) {
                assertThat(world.call()).isEqualTo(RequestState.DONE);
                var expected = new StringBuilder();
                for (int i = 0; i < 40; i++) {
                    var text = "message " + i + " of seed " + seed + "; ";
                    expected.append(text);
                    assertThat(world.caller.only().push(Bytes.chain(world.heap, text)))
                            .isEqualTo(Push.ACCEPTED);
                    if (i % 7 == 0) {
                        world.until(() -> false, 2);
                    }
                }
                boolean all = world.until(() -> world.caller.text().length() == expected.length(), 2_000);
                assertThat(all).as("seed " + seed).isTrue();
                assertThat(world.caller.text()).as("seed " + seed).isEqualTo(expected.toString());
                assertThat(world.uncaught).isEmpty();
            }
        }
    }

    @Test
    void theNthFailureOfAnyCallEndsAConnectionCleanlyAndNothingIsHeld() {
        for (var call : new ScriptedCall[] {ScriptedCall.READ, ScriptedCall.WRITE, ScriptedCall.CONNECT}) {
            boolean disturbed = true;
            for (int n = 1; disturbed && n < 50; n++) {
                try (var world = new World(16, NetworkScript.failNth(call, n, SocketFault.RESET))) {
                    if (world.call() == RequestState.DONE) {
                        var session = world.caller.only();
                        for (int i = 0; i < 5; i++) {
                            var message = Bytes.chain(world.heap, "m" + i);
                            if (session.isClosed()) {
                                message.release();
                            } else {
                                session.push(message);
                            }
                            world.until(() -> false, 3);
                        }
                    }
                    world.until(() -> world.caller.text().length() == 10, 50);
                    disturbed = world.caller.text().length() != 10;
                    assertThat(world.uncaught).as(call + " " + n).isEmpty();
                    if (disturbed && call != ScriptedCall.CONNECT) {
                        assertThat(world.caller.ended.size() + world.echo.ended.size())
                                .as(call + " " + n + ": somebody is told")
                                .isPositive();
                    }
                }
            }
            assertThat(disturbed)
                    .as(call + ": a later failure than the run has calls changes nothing")
                    .isFalse();
        }
    }

    @Test
    void withoutAUnitToReadIntoReadersWaitAndGoOnWhenOneIsFree() {
        try (var world = new World(4, NetworkScript.calm())) {
            assertThat(world.call()).isEqualTo(RequestState.DONE);
            var hoard = new ArrayList<Unit>();
            for (var unit = world.heap.tryAllocate(); unit != null; unit = world.heap.tryAllocate()) {
                hoard.add(unit);
            }
            assertThat(hoard).isNotEmpty();
            var message = hoard.removeLast();
            message.lengthBytes(message.putUtf8(0, "hungry"));
            world.caller.only().push(message, 0, 6);
            world.echo.echoes = false;
            world.until(() -> false, 5);
            var more = world.heap.tryAllocate();
            if (more != null) {
                hoard.add(more);
            }
            world.caller.only().push(hoard.getFirst().retain(), 0, 3);
            world.until(() -> false, 10);
            hoard.forEach(Unit::release);
            assertThat(world.until(() -> world.echo.text().length() == 9, 100)).isTrue();
            assertThat(world.echo.text()).startsWith("hungry");
        }
    }

    @Test
    void aFailingLayerAboveCostsItsOwnConnectionOnly() {
        try (var world = new World(16, NetworkScript.calm())) {
            assertThat(world.call()).isEqualTo(RequestState.DONE);
            assertThat(world.call()).isEqualTo(RequestState.DONE);
            var sessions = new ArrayList<>(world.caller.sessions.values());
            world.echo.bomb = "boom";
            sessions.get(0).push(Bytes.chain(world.heap, "boom"));
            world.until(() -> false, 10);
            sessions.get(1).push(Bytes.chain(world.heap, "fine"));
            assertThat(world.until(() -> world.caller.text().contains("fine"), 50))
                    .isTrue();
            assertThat(world.uncaught).hasSize(1);
            assertThat(world.echo.ended).hasSize(1);
            assertThat(Objects.requireNonNull(world.echo.ended.getFirst())).startsWith("a layer failed: ");
        }
    }

    @Test
    void theNthRefusedAllocationDelaysWhatIsReadAndNothingIsLostOrHeld() {
        boolean refused = true;
        for (int n = 1; refused && n < 50; n++) {
            try (var texts = UnitHeap.open(HeapOptions.of("texts", 512, 16, 16));
                    var world = new World(16, NetworkScript.calm())) {
                world.heap.refuseAllocation(n);
                assertThat(world.call()).isEqualTo(RequestState.DONE);
                for (int i = 0; i < 5; i++) {
                    assertThat(world.caller.only().push(Bytes.chain(texts, "m" + i)))
                            .isEqualTo(Push.ACCEPTED);
                    world.until(() -> false, 3);
                }
                assertThat(world.until(() -> world.caller.text().equals("m0m1m2m3m4"), 200))
                        .as("allocation " + n + ": " + world.caller.text())
                        .isTrue();
                assertThat(world.uncaught).isEmpty();
                refused = world.heap.stats().refusals() > 0;
            }
        }
        assertThat(refused).as("a later refusal than the run has allocations").isFalse();
    }

    @Test
    void afterTheLastCloseWhatIsPendingIsSentAndAPeerThatStaysIsCutWhenTheLingerIsOver() {
        try (var world = new World(16, NetworkScript.calm())) {
            assertThat(world.call()).isEqualTo(RequestState.DONE);
            world.echo.echoes = false;
            world.echo.closes = false;
            var calling = (Tcp) world.calling.layer("tcp");
            var session = world.caller.only();
            session.push(Bytes.chain(world.heap, "bye"));
            session.close();
            assertThat(world.until(() -> world.echo.text().equals("bye"), 50)).isTrue();
            assertThat(world.until(() -> !world.echo.ended.isEmpty(), 50)).isTrue();
            assertThat(world.echo.ended).containsExactly("end of stream");
            assertThat(calling.connections()).as("waits for the peer's end").isOne();
            world.time.advance(Duration.ofMillis(150).toNanos());
            world.until(() -> false, 2);
            assertThat(calling.connections()).as("still lingers").isOne();
            world.time.advance(Duration.ofMillis(100).toNanos());
            assertThat(world.until(() -> calling.connections() == 0, 50)).isTrue();
        }
    }
}
