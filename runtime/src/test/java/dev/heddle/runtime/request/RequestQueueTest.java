// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One at a time, in order, whatever ends when.
class RequestQueueTest extends RequestQueueFixture {
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
}
