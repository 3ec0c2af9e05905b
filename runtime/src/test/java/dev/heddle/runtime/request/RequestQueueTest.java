// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestQueueTest {
    private final LoopFixture on = new LoopFixture();
    private final List<String> log = new ArrayList<>();
    private final List<Promise<String>> started = new ArrayList<>();
    private final RequestQueue queue = open(RequestQueueOptions.of("q", 10_000).inlineDepth(0));

    private RequestQueue open(RequestQueueOptions options) {
        return RequestQueue.open(on.loop, options);
    }

    @AfterEach
    void close() {
        on.close();
    }

    private Request<String> add(RequestQueue to, String label) {
        return to.add(label, this::start, value -> log.add("disposed " + value));
    }

    private void start(Promise<String> promise) {
        log.add("start " + promise.label());
        started.add(promise);
    }

    @Test
    void onlyTheHeadIsStartedAndTheNextWhenItEnds() {
        var a = add(queue, "a");
        var b = add(queue, "b");
        b.onEnd(r -> log.add("end b " + r.take()));
        assertThat(log).isEmpty();
        on.turn();
        assertThat(log).containsExactly("start a");
        assertThat(queue.length()).isEqualTo(2);
        a.onEnd(r -> log.add("end a " + r.take()));
        started.get(0).done("1");
        assertThat(log).containsExactly("start a", "end a 1", "start b");
        started.get(1).done("2");
        assertThat(log).endsWith("end b 2");
        assertThat(queue.length()).isZero();
    }

    // the rows of the originals' regression table

    @Test
    void tevent_finishedRequestNotClosedDoesNotStall() {
        add(queue, "a"); // nobody keeps it, takes its value, or listens
        add(queue, "b");
        on.turn();
        started.get(0).done("value that nobody takes");
        assertThat(log).containsExactly("start a", "start b");
    }

    @Test
    void tevent_freeOfWaiterLeavesHeadAlone() {
        add(queue, "a");
        var b = add(queue, "b");
        var c = add(queue, "c");
        on.turn();
        b.abandon();
        assertThat(c.cancel()).isTrue();
        on.settle();
        assertThat(log).containsExactly("start a");
        assertThat(c.state()).isEqualTo(RequestState.CANCELLED);
        assertThat(queue.length()).isEqualTo(1);
        started.get(0).done("1");
        on.settle();
        assertThat(log).containsExactly("start a");
    }

    @Test
    void tevent_freeOfHeadAdvances() {
        var a = add(queue, "a");
        add(queue, "b");
        on.turn();
        started.get(0).onCleanup(() -> log.add("cleanup a"));
        a.abandon();
        assertThat(log).containsExactly("start a", "cleanup a", "start b");
        started.get(0).done("late");
        assertThat(log).endsWith("disposed late");
        assertThat(queue.length()).isEqualTo(1);
    }

    @Test
    void tevent_stopDuringActive() {
        add(queue, "a");
        add(queue, "b");
        on.turn();
        queue.stop();
        started.get(0).done("1");
        on.settle();
        assertThat(log).containsExactly("start a");
        add(queue, "c");
        on.settle();
        assertThat(log).containsExactly("start a");
        queue.start();
        assertThat(log).hasSize(1);
        on.turn();
        assertThat(log).containsExactly("start a", "start b");
    }

    @Test
    void tevent_startWithActiveHeadDoesNotRerun() {
        add(queue, "a");
        on.turn();
        queue.stop();
        queue.start();
        queue.start();
        on.settle();
        assertThat(log).containsExactly("start a");
    }

    @Test
    void tevent_blocker() {
        add(queue, "a");
        var blocker = queue.block("maintenance");
        add(queue, "b");
        on.turn();
        assertThat(blocker.state()).isEqualTo(RequestState.IN_PROGRESS);
        started.get(0).done("1");
        on.settle();
        assertThat(blocker.state()).isEqualTo(RequestState.DONE);
        assertThat(log).containsExactly("start a");
        assertThat(queue.length()).isEqualTo(2);
        var turn = blocker.take();
        assertThat(turn).isNotNull();
        turn.close();
        turn.close();
        assertThat(log).containsExactly("start a", "start b");
        var early = queue.block("changed my mind");
        assertThat(early.cancel()).isTrue();
        assertThat(queue.length()).isEqualTo(1);
    }

    @Test
    void tevent_destroyFailsWaiters() {
        var a = add(queue, "a");
        var b = add(queue, "b");
        var c = queue.turn("c");
        on.turn();
        b.onEnd(r -> log.add("end b " + r.failure().getMessage()));
        c.onEnd(r -> log.add("end c " + r.state()));
        queue.close();
        queue.close();
        assertThat(log).containsExactly("start a");
        on.turn();
        assertThat(log.get(1)).contains("end b").contains("q").contains("closed");
        assertThat(log.get(2)).isEqualTo("end c FAILED");
        assertThat(c.failure()).isInstanceOf(QueueClosedException.class);
        assertThat(a.state()).as("the head ends itself").isEqualTo(RequestState.IN_PROGRESS);
        started.get(0).done("1");
        assertThat(a.take()).isEqualTo("1");
        assertThat(add(queue, "d").failure()).isInstanceOf(QueueClosedException.class);
    }

    @Test
    void rearmRunsTheTriggerAgainAndMisuseIsAnAnswer() {
        assertThat(queue.rearm()).isFalse();
        add(queue, "a");
        add(queue, "b");
        on.turn();
        assertThat(queue.rearm()).as("running").isFalse();
        queue.stop();
        assertThat(queue.rearm()).isTrue();
        assertThat(queue.rearm()).as("no head at work").isFalse();
        on.settle();
        assertThat(log).containsExactly("start a");
        queue.start();
        on.turn();
        assertThat(log).containsExactly("start a", "start a");
        started.get(1).done("1");
        assertThat(log).endsWith("start b");
    }

    @Test
    void aTriggerMayRearmItselfWhenAllItsHelpersAreBusy() {
        var tries = new int[1];
        var a = queue.<String>add(
                "a",
                promise -> {
                    if (++tries[0] < 3) {
                        queue.stop();
                        assertThat(queue.rearm()).isTrue();
                    } else {
                        promise.done("third time");
                    }
                },
                v -> {});
        for (int i = 0; i < 3; i++) {
            on.settle();
            queue.start();
        }
        assertThat(a.take()).isEqualTo("third time");
        assertThat(queue.length()).isZero();
    }

    @Test
    void aRearmedHeadGoesBeforeEveryLane() {
        var lanes = open(RequestQueueOptions.of("lanes", 10).lanes(2, Duration.ofSeconds(1)));
        lanes.add(1, "low", 0, this::start, v -> {});
        lanes.stop();
        assertThat(lanes.rearm()).isTrue();
        lanes.add(0, "high", 0, this::start, v -> {});
        lanes.start();
        on.turn();
        assertThat(log).containsExactly("start low", "start low");
    }

    @Test
    void aHundredThousandThatCompleteAtOnceNeverNest() {
        int n = 100_000;
        var many = open(RequestQueueOptions.of("many", n));
        var depth = new int[2];
        many.stop();
        for (int i = 0; i < n; i++) {
            many.<String>add(
                    "r",
                    promise -> {
                        depth[0]++;
                        depth[1] = Math.max(depth[1], depth[0]);
                        promise.done("x");
                        depth[0]--;
                    },
                    v -> {});
        }
        many.start();
        on.settle();
        assertThat(many.length()).isZero();
        assertThat(depth[1]).isEqualTo(1);
    }

    @Test
    void oneThatAddsItsSuccessorForEverLeavesTurnsToOthers() {
        var count = new int[1];
        var trigger = new Object() {
            void run(Promise<String> promise) {
                count[0]++;
                queue.<String>add("again", this::run, v -> {});
                promise.done("x");
            }
        };
        queue.<String>add("first", trigger::run, v -> {});
        on.turn();
        int afterOne = count[0];
        assertThat(afterOne).isBetween(1, RequestLoop.BUDGET);
        on.turn();
        assertThat(count[0]).isBetween(afterOne + 1, 2 * RequestLoop.BUDGET);
    }

    @Test
    void anEmptyAddStartsAtOnceToTheDepthGiven() {
        var depth = new int[2];
        List<RequestQueue> queues = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            queues.add(open(RequestQueueOptions.of("q" + i, 10).inlineDepth(3)));
        }
        nest(queues, 0, depth);
        assertThat(depth[1]).isEqualTo(3);
        on.settle();
        assertThat(depth[1]).as("one from the pass, three in it").isEqualTo(4);
        assertThat(log).hasSize(20);
    }

    private void nest(List<RequestQueue> queues, int at, int[] depth) {
        if (at < queues.size()) {
            queues.get(at)
                    .<String>add(
                            "n",
                            promise -> {
                                depth[0]++;
                                depth[1] = Math.max(depth[1], depth[0]);
                                log.add("n" + at);
                                nest(queues, at + 1, depth);
                                depth[0]--;
                                promise.done("x");
                            },
                            v -> {});
        }
    }

    @Test
    void aRequestThatEndsInsideItsAddIsDeliveredOnTheNextPass() {
        var inline = open(RequestQueueOptions.of("inline", 10));
        var p = Promise.<String>create(on.loop, "p", v -> {});
        p.onEnd(r -> log.add("end " + r.take()));
        inline.add(p, promise -> promise.done("1"));
        assertThat(p.state()).isEqualTo(RequestState.DONE);
        assertThat(log).isEmpty();
        var second = inline.<String>add("s", promise -> promise.done("2"), v -> {});
        second.onEnd(r -> log.add("end " + r.take()));
        on.turn();
        assertThat(log).containsExactly("end 1", "end 2");
    }

    @Test
    void endsAreDeliveredInTheirOrderEvenWhenTheFirstHadToWait() {
        var inline = open(RequestQueueOptions.of("inline", 10));
        var first = inline.<String>add("1", promise -> promise.done("1"), v -> {});
        first.onEnd(r -> log.add("end 1"));
        var second = add(inline, "2");
        second.onEnd(r -> log.add("end 2"));
        started.get(0).done("2");
        assertThat(log).containsExactly("start 2");
        on.settle();
        assertThat(log).containsExactly("start 2", "end 1", "end 2");
    }

    @Test
    void aKeptPromiseIsUsedAgainFromItsOwnCallback() {
        var p = Promise.<String>create(on.loop, "p", v -> {});
        var left = new int[] {10_000};
        Trigger<String> trigger = promise -> promise.done("x");
        var onEnd = new java.util.function.Consumer<Request<? super String>>() {
            @Override
            public void accept(Request<? super String> r) {
                if (--left[0] > 0) {
                    p.reset().onEnd(this);
                    queue.add(p, trigger);
                }
            }
        };
        p.onEnd(onEnd);
        queue.add(p, trigger);
        for (int i = 0; i < 40_000 && left[0] > 0; i++) {
            on.turn();
        }
        assertThat(left[0]).isZero();
    }

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
        assertThat(stalled.getFirst().place()).contains("RequestQueueTest").contains(".java:");
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
        assertThat(stalled.getLast().place()).contains("RequestQueueTest");
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

    /** Any program of adds, ends, cancels, stops and starts keeps the rules, whatever the seed. */
    @Test
    void seededProgramsKeepTheRules() {
        for (int seed = 0; seed < Integer.getInteger("heddle.seeds", 300); seed++) {
            new Program(seed).run();
        }
    }

    private final class Program {
        private final Random random;
        private final RequestQueue q;
        private final List<Promise<String>> open = new ArrayList<>();
        private final List<Request<String>> all = new ArrayList<>();
        private final List<String> order = new ArrayList<>();
        private @org.jspecify.annotations.Nullable Promise<String> active;
        private int ended;

        Program(int seed) {
            random = new Random(seed);
            q = open(RequestQueueOptions.of("seed " + seed, 50).inlineDepth(random.nextInt(3)));
        }

        void run() {
            for (int i = 0; i < 200; i++) {
                step(i);
                assertThat(q.length()).isBetween(0, 50);
            }
            q.start();
            while (q.length() > 0) {
                on.settle();
                if (active != null) {
                    active.done("x");
                }
            }
            on.settle();
            assertThat(ended).isEqualTo(all.size());
            assertThat(order).isSortedAccordingTo((x, y) -> Integer.parseInt(x) - Integer.parseInt(y));
            q.close();
        }

        private void step(int i) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    var request = q.<String>add(String.valueOf(i), this::begin, v -> {});
                    request.onEnd(r -> ended++);
                    all.add(request);
                }
                case 3 -> {
                    if (active != null) {
                        active.done("x");
                    }
                }
                case 4 -> {
                    if (!all.isEmpty()) {
                        all.get(random.nextInt(all.size())).cancel();
                    }
                }
                case 5 -> q.stop();
                case 6 -> q.start();
                default -> on.turn();
            }
        }

        private void begin(Promise<String> promise) {
            assertThat(active == null || active.state().isEnd())
                    .as("one at a time")
                    .isTrue();
            order.add(promise.label());
            active = promise;
            if (random.nextBoolean()) {
                promise.done("at once");
            }
        }
    }
}
