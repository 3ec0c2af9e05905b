// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/// Limits, deadlines, lanes, leases, the watchdog and what is told of a queue.
class RequestQueueLimitsTest extends RequestQueueFixture {
    @Test
    void theLimitsRefuseWithTheirFigures() {
        var small = open(RequestQueueOptions.of("small", 2).limitBytes(100).inlineDepth(0));
        small.add("a", 60, this::start, v -> {});
        var tooLong = small.add("b", 41, this::start, v -> {});
        assertThat(tooLong.state()).isEqualTo(RequestState.FAILED);
        assertThat(tooLong.failure())
                .isInstanceOf(RequestQueueFullException.class)
                .hasMessageContaining("small")
                .hasMessageContaining("60 bytes and 41")
                .hasMessageContaining("100 bytes");
        small.add("c", 40, this::start, v -> {});
        assertThat(small.add("d", this::start, v -> {}).failure()).hasMessageContaining("2 requests");
        on.turn();
        started.get(0).done("x");
        assertThat(small.add("e", 60, this::start, v -> {}).state()).isEqualTo(RequestState.IN_PROGRESS);
        assertThat(small.stats().refused()).isEqualTo(2);
        assertThat(small.stats().lengthBytes()).isEqualTo(100);
    }

    @Test
    void aDeadlineEndsAWaiterWithoutStartingIt() {
        add(queue, "a");
        var b = add(queue, "b").timeoutNanos(100);
        on.turn();
        on.pass(200);
        assertThat(b.state()).isEqualTo(RequestState.TIMED_OUT);
        started.get(0).done("x");
        on.settle();
        assertThat(log).containsExactly("start a");
    }

    @Test
    void theQueueHasDefaultsForWaitingAndForActive() {
        var timed = open(RequestQueueOptions.of("timed", 10)
                .waitTimeout(Duration.ofNanos(100))
                .activeTimeout(Duration.ofNanos(1000)));
        var a = add(timed, "a");
        var b = add(timed, "b");
        var c = add(timed, "c").timeoutNanos(50_000);
        on.pass(101);
        assertThat(b.state()).isEqualTo(RequestState.TIMED_OUT);
        assertThat(a.state()).isEqualTo(RequestState.IN_PROGRESS);
        on.pass(1000);
        assertThat(a.state()).isEqualTo(RequestState.TIMED_OUT);
        assertThat(log).containsExactly("start a", "start c");
        on.pass(20_000);
        assertThat(c.state()).as("its own deadline replaces both").isEqualTo(RequestState.IN_PROGRESS);
        on.pass(50_000);
        assertThat(c.state()).isEqualTo(RequestState.TIMED_OUT);
    }

    @Test
    void lanesGoByPriorityUntilTheLowerOneHasAged() {
        var lanes = open(RequestQueueOptions.of("lanes", 100)
                .lanes(3, Duration.ofNanos(100))
                .inlineDepth(0));
        lanes.stop();
        lanes.add(2, "low", 0, this::start, v -> {});
        on.pass(150);
        lanes.add(1, "mid", 0, this::start, v -> {});
        on.pass(20);
        lanes.add(0, "high1", 0, this::start, v -> {});
        on.pass(10);
        lanes.add(0, "high2", 0, this::start, v -> {});
        on.pass(100);
        lanes.add(0, "high3", 0, this::start, v -> {});
        lanes.start();
        on.turn();
        for (int i = 0; i < 5; i++) {
            started.get(i).done("x");
        }
        // low was added at 0 with 200 to its credit, so it goes before what was added to lane 0 after 200
        assertThat(log).containsExactly("start high1", "start high2", "start low", "start mid", "start high3");
    }

    @Test
    void theTurnIsALockWithALease() {
        var locks = open(RequestQueueOptions.of("locks", 10).lease(Duration.ofNanos(500)));
        var first = locks.turn("first holder");
        var second = locks.turn("second holder");
        Turn turn = first.take();
        assertThat(turn).isNotNull();
        assertThat(turn.holder()).isEqualTo("first holder");
        on.pass(600);
        assertThat(turn.isHeld()).isFalse();
        assertThat(on.uncaught)
                .singleElement()
                .asString()
                .contains("first holder")
                .contains("500");
        turn.close();
        try (Turn next = second.take()) {
            assertThat(next).isNotNull();
            assertThat(next.isHeld()).isTrue();
        }
        assertThat(locks.length()).isZero();
        on.pass(10_000);
        assertThat(on.uncaught).hasSize(1);
    }

    @Test
    void anAbandonedTurnGivesThePlaceBack() {
        var first = queue.turn("first");
        var second = queue.turn("second");
        on.turn();
        first.abandon();
        assertThat(second.state()).isEqualTo(RequestState.DONE);
        second.take().close();
        assertThat(queue.length()).isZero();
    }

    @Test
    void aTriggerThatThrowsFailsItsRequestAndTheNextOneGoes() {
        var a = queue.<String>add(
                "a",
                promise -> {
                    throw new IllegalStateException("boom");
                },
                v -> {});
        add(queue, "b");
        on.turn();
        assertThat(a.failure()).hasMessage("boom");
        assertThat(log).containsExactly("start b");
    }

    @Test
    void cancelOfAnActiveOneWaitsForItsWorker() {
        var a = add(queue, "a");
        add(queue, "b");
        on.turn();
        started.get(0).onCancel(() -> log.add("asked"));
        assertThat(a.cancel()).isTrue();
        assertThat(log).containsExactly("start a", "asked");
        started.get(0).fail(new CancellationException("stopped"));
        assertThat(a.state()).isEqualTo(RequestState.CANCELLED);
        assertThat(log).endsWith("start b");
    }

    @Test
    void theWatchdogNamesTheHeadAndThePlaceOfItsAdd() {
        List<StalledHead> stalled = new ArrayList<>();
        var watched = open(RequestQueueOptions.of("watched", 10)
                .headTimeout(Duration.ofNanos(1000))
                .onStalled(stalled::add));
        add(watched, "quick");
        on.pass(900);
        started.get(0).done("x");
        add(watched, "slow");
        add(watched, "behind");
        on.pass(200);
        assertThat(stalled).isEmpty();
        on.pass(900);
        assertThat(stalled).hasSize(1);
        assertThat(stalled.getFirst().queue()).isEqualTo("watched");
        assertThat(stalled.getFirst().label()).isEqualTo("slow");
        assertThat(stalled.getFirst().place())
                .contains("RequestQueueLimitsTest")
                .contains(".java:");
        assertThat(stalled.getFirst().waiting()).isEqualTo(1);
        on.pass(1000);
        assertThat(stalled).hasSize(2);
        assertThat(watched.stats().stalls()).isEqualTo(2);

        var cheap = open(RequestQueueOptions.of("cheap", 10)
                .headTimeout(Duration.ofNanos(1000))
                .places(false)
                .onStalled(stalled::add));
        add(cheap, "slow");
        on.pass(2000);
        assertThat(stalled.getLast().place()).contains("RequestQueueFixture");
        var blocked = open(RequestQueueOptions.of("blocked", 10)
                .headTimeout(Duration.ofNanos(1000))
                .onStalled(s -> log.add("reported " + s.label())));
        blocked.block("on purpose");
        on.pass(5000);
        assertThat(log).noneMatch(line -> line.contains("on purpose"));
    }

    @Test
    void traceSeesEachStepInItsOrder() {
        var traced = open(RequestQueueOptions.of("traced", 10)
                .inlineDepth(0)
                .trace((point, name, request) -> log.add(point + " " + request.label() + " " + request.tag())));
        var a = traced.<String>add("a", promise -> promise.done("x"), v -> {});
        a.tag(42);
        var b = traced.<String>add("b", promise -> {}, v -> {});
        var c = traced.<String>add("c", promise -> {}, v -> {});
        c.abandon();
        on.turn();
        b.abandon();
        assertThat(log)
                .containsExactly(
                        "ATTACHED a 0",
                        "ATTACHED b 0",
                        "ATTACHED c 0",
                        "DETACHED c 0",
                        "BEFORE a 42",
                        "DETACHED a 42",
                        "AFTER a 42",
                        "BEFORE b 0",
                        "AFTER b 0",
                        "DETACHED b 0");
    }

    @Test
    void statisticsAddUp() {
        add(queue, "done");
        add(queue, "failed");
        add(queue, "cancelled").cancel();
        add(queue, "late").timeoutNanos(10);
        on.turn();
        on.pass(20);
        started.get(0).done("x");
        started.get(1).fail(new IllegalStateException());
        var stats = queue.stats();
        assertThat(stats.added()).isEqualTo(4);
        assertThat(List.of(stats.done(), stats.failed(), stats.cancelled(), stats.timedOut()))
                .containsExactly(1L, 1L, 1L, 1L);
        assertThat(stats.highWater()).isEqualTo(3);
        assertThat(stats.longestWaitNanos()).isEqualTo(20);
    }

    @Test
    void misuseIsNamed() {
        assertThatThrownBy(() -> RequestQueueOptions.of("bad", 0))
                .hasMessageContaining("bad")
                .hasMessageContaining("0");
        assertThatThrownBy(() -> queue.add(1, "x", 0, this::start, v -> {})).hasMessageContaining("lane 1");
        assertThatThrownBy(() -> queue.add("x", -1, this::start, v -> {})).hasMessageContaining("length -1");
        var p = Promise.<String>create(on.loop, "p", v -> {});
        queue.add(p, this::start);
        assertThatThrownBy(() -> queue.add(p, this::start)).hasMessageContaining("one in q");
        assertThatThrownBy(p::reset).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theEndOfTheLoopFailsWhatWaits() {
        add(queue, "a");
        var b = add(queue, "b");
        on.turn();
        b.onEnd(r -> log.add("end b " + r.state()));
        on.loop.close();
        assertThat(log).endsWith("end b FAILED");
    }
}
