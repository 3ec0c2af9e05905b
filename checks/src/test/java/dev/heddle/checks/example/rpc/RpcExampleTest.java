// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.bench.rpc.Anchor;
import dev.heddle.bench.rpc.select.Procedure;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Udp;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole stack on real sockets of the loopback interface. */
@Timeout(60)
class RpcExampleTest {
    private static final Procedure SHOUT = new Procedure(new Endpoint("127.0.0.1", 0), 7);

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"EPOLL", "NIO"})
    void callsSmallAndLargeAreAnsweredOverRealSocketsAndEveryUnitComesHome(Backend backend) {
        try (var heap = UnitHeap.open(
                HeapOptions.of("rpc", 2048, 64, 2048).headroomBytes(28).checked(true))) {
            var loop = open(backend);
            var serving = RpcExample.plan(heap, RpcExample.shouting(loop, heap)).build(loop);
            var calling = RpcExample.plan(heap, RpcExample.shouting(loop, heap)).build(loop);
            assertThat(serving.headerBytesMax()).isEqualTo(28);
            ((Anchor) serving.layer("program")).enable(SHOUT);
            var at = (Endpoint) ((Udp) serving.layer("udp")).listening().getFirst();
            var opened = ((Anchor) calling.layer("program")).open(new Procedure(at, 7));
            var session = await(loop, opened);

            var answers = new ArrayList<String>();
            String large = "large ".repeat(8_000);
            RpcExample.call(session, RpcExample.chain(heap, "hello"), answers::add);
            RpcExample.call(session, RpcExample.chain(heap, large), answers::add);
            until(loop, () -> answers.size() == 2);
            assertThat(answers).containsExactlyInAnyOrder("HELLO", large.toUpperCase(java.util.Locale.ROOT));

            session.close();
            calling.close();
            serving.close();
            assertThat(serving.misuses() + calling.misuses()).isZero();
            loop.close();
            assertThat(heap.stats().inUse()).isZero();
        }
    }

    private static Loop open(Backend backend) {
        try {
            return Loop.open("rpc", LoopOptions.defaults().backend(backend));
        } catch (UnsupportedOperationException e) {
            Assumptions.abort("not offered here: " + backend);
            throw e;
        }
    }

    private static SessionRef await(Loop loop, Request<SessionRef> opened) {
        until(loop, () -> opened.state().isEnd());
        var session = opened.take();
        assertThat(session).isNotNull();
        return session;
    }

    private static void until(Loop loop, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).isNegative();
            loop.turn(10_000_000);
        }
    }
}
