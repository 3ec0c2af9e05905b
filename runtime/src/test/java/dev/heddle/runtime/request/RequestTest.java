// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestTest {
    private final LoopFixture on = new LoopFixture();
    private final List<String> log = new ArrayList<>();
    private final List<Object> disposed = new ArrayList<>();

    @AfterEach
    void close() {
        on.close();
    }

    private Promise<String> promise(String label) {
        return Promise.create(on.loop, label, disposed::add);
    }

    @Test
    void theOnlyEdgesLeadFromInProgressToAnEnd() {
        for (RequestState from : RequestState.values()) {
            for (RequestState to : RequestState.values()) {
                if (from == RequestState.IN_PROGRESS && to != RequestState.IN_PROGRESS) {
                    assertThat(from.to(to)).isEqualTo(to);
                } else {
                    assertThatThrownBy(() -> from.to(to))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining(from + " to " + to);
                }
            }
        }
    }

    @Test
    void doneMovesTheValueToTheWaiterOnce() {
        var p = promise("p");
        p.onEnd(r -> log.add(r.state() + " " + r.take() + " " + r.take()));
        assertThat(p.take()).isNull();
        p.done("value");
        assertThat(log).containsExactly("DONE value null");
        assertThat(p.failure()).isNull();
        assertThat(disposed).isEmpty();
    }

    @Test
    void aLateOrSecondValueGoesToTheDisposer() {
        var p = promise("p");
        p.done("first");
        p.done("second");
        p.fail(new IllegalArgumentException("late"));
        assertThat(disposed).containsExactly("second");
        assertThat(p.take()).isEqualTo("first");
        var failed = promise("failed");
        failed.fail(new IllegalArgumentException("why"));
        failed.done("late");
        assertThat(disposed).containsExactly("second", "late");
        assertThat(failed.state()).isEqualTo(RequestState.FAILED);
        assertThat(failed.failure()).hasMessage("why");
    }

    @Test
    void onEndOfAnEndedRequestIsCalledOnTheNextPass() {
        var p = promise("p");
        p.done("value");
        p.onEnd(r -> log.add("end"));
        assertThat(log).isEmpty();
        on.turn();
        assertThat(log).containsExactly("end");
        on.settle();
        assertThat(log).hasSize(1);
    }

    @Test
    void aSecondOnEndIsRefused() {
        var p = promise("p");
        p.onEnd(r -> {});
        assertThatThrownBy(() -> p.onEnd(r -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("p");
    }

    @Test
    void theCleanUpHookRunsExactlyOnceAndBeforeOnEnd() {
        for (String how : List.of("done", "fail", "abandon", "timeout", "cancel")) {
            log.clear();
            var p = promise(how);
            p.onCleanup(() -> {
                log.add("cleanup");
                p.done("from the hook");
            });
            p.onCancel(() -> p.fail(new CancellationException("asked")));
            p.onEnd(r -> log.add("end " + r.state()));
            switch (how) {
                case "done" -> p.done("value");
                case "fail" -> p.fail(new IllegalArgumentException());
                case "abandon" -> p.abandon();
                case "timeout" -> {
                    p.onCancel(() -> {});
                    p.timeoutNanos(5);
                    on.pass(6);
                }
                default -> assertThat(p.cancel()).isTrue();
            }
            on.settle();
            p.abandon();
            p.done("late");
            String end = switch (how) {
                case "done" -> "DONE";
                case "fail" -> "FAILED";
                case "timeout" -> "TIMED_OUT";
                default -> "CANCELLED";
            };
            assertThat(log)
                    .as(how)
                    .isEqualTo(how.equals("abandon") ? List.of("cleanup") : List.of("cleanup", "end " + end));
        }
        var ended = promise("ended");
        ended.done("value");
        ended.onCleanup(() -> log.add("at once"));
        assertThat(log.getLast()).isEqualTo("at once");
    }

    @Test
    void cancelIsOnlyAskedForAndNeverCallsBackInside() {
        var p = promise("p");
        assertThat(p.cancel()).as("no hook").isFalse();
        p.onCancel(() -> log.add("asked"));
        p.onEnd(r -> log.add("end " + r.state() + " " + r.take()));
        assertThat(p.cancel()).isTrue();
        assertThat(p.cancel()).as("again").isTrue();
        assertThat(p.state()).isEqualTo(RequestState.IN_PROGRESS);
        p.done("all the same");
        assertThat(log).containsExactly("asked", "end DONE all the same");
        assertThat(p.cancel()).isFalse();

        log.clear();
        var at = promise("at once");
        at.onEnd(r -> log.add("end " + r.state()));
        at.onCancel(() -> at.fail(new CancellationException("asked")));
        assertThat(at.cancel()).isTrue();
        assertThat(log).isEmpty();
        on.turn();
        assertThat(log).containsExactly("end CANCELLED");
    }

    @Test
    void aDeadlineEndsItAndASecondOneReplacesTheFirst() {
        var p = promise("slow");
        p.onEnd(r -> log.add(String.valueOf(r.failure())));
        p.timeoutNanos(1_000);
        p.timeoutNanos(5_000);
        on.pass(2_000);
        assertThat(p.state()).isEqualTo(RequestState.IN_PROGRESS);
        on.pass(4_000);
        assertThat(p.state()).isEqualTo(RequestState.TIMED_OUT);
        assertThat(log)
                .singleElement()
                .asString()
                .contains("RequestTimeoutException")
                .contains("slow");
        p.done("late");
        assertThat(disposed).containsExactly("late");
    }

    @Test
    void theDeadlineAsksTheWorkToStopFirst() {
        var p = promise("p");
        p.onCancel(() -> p.done("what there was"));
        p.timeoutNanos(10);
        on.pass(11);
        assertThat(p.state()).isEqualTo(RequestState.DONE);
    }

    @Test
    void deadlinesFireInTheirOrder() {
        var random = new java.util.Random(7);
        List<Long> fired = new ArrayList<>();
        List<Promise<String>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long at = 1 + random.nextInt(1_000_000);
            var p = promise("p" + i);
            p.timeoutNanos(at * 3);
            p.timeoutNanos(at);
            p.onEnd(r -> fired.add(at));
            all.add(p);
        }
        for (int i = 0; i < 500; i += 3) {
            all.get(i).abandon();
        }
        on.pass(2_000_000);
        on.settle();
        assertThat(fired).hasSize(333).isSorted();
    }

    @Test
    void abandonDisposesOfAValueThatNobodyTook() {
        var p = promise("p");
        p.onEnd(r -> log.add("end"));
        p.done("value");
        p.abandon();
        assertThat(disposed).containsExactly("value");
        var early = promise("early");
        early.onEnd(r -> log.add("never"));
        early.abandon();
        early.done("late");
        on.settle();
        assertThat(disposed).containsExactly("value", "late");
        assertThat(log).containsExactly("end");
    }

    @Test
    void resetMakesItNewAndRefusesWhileItIsInUse() {
        var p = promise("p");
        assertThatThrownBy(p::reset).isInstanceOf(IllegalStateException.class).hasMessageContaining("IN_PROGRESS");
        p.done("untaken");
        p.onEnd(r -> {});
        assertThatThrownBy(p::reset).hasMessageContaining("not delivered");
        on.turn();
        assertThat(p.reset().state()).isEqualTo(RequestState.IN_PROGRESS);
        assertThat(disposed).containsExactly("untaken");
        p.onEnd(r -> log.add(r.take()));
        p.done("second life");
        assertThat(log).containsExactly("second life");
    }

    @Test
    void whatACallbackThrowsIsReportedAndTheRestGoesOn() {
        var p = promise("p");
        p.onCleanup(() -> {
            throw new IllegalStateException("hook");
        });
        p.onEnd(r -> {
            throw new IllegalStateException("callback");
        });
        p.done("value");
        assertThat(p.state()).isEqualTo(RequestState.DONE);
        assertThat(on.uncaught).hasSize(2).allMatch(line -> line.startsWith("p: "));
    }

    @Test
    void childrenEndWithTheirParent() {
        var parent = promise("parent");
        Promise<String> done = parent.child("done", disposed::add);
        Promise<String> open = parent.child("open", disposed::add);
        open.onCleanup(() -> log.add("open cleaned up"));
        open.onEnd(r -> log.add("open " + r.state()));
        parent.onEnd(r -> log.add("parent " + r.state()));
        done.done("x");
        parent.fail(new IllegalArgumentException("why"));
        assertThat(log).containsExactly("open cleaned up", "open CANCELLED", "parent FAILED");
        open.done("late");
        assertThat(disposed).containsExactly("late");
        assertThat(parent.<String>child("after", disposed::add).state()).isEqualTo(RequestState.CANCELLED);
    }

    @Test
    void theProfileIsATreeThatSurvivesTheRequest() {
        var root = promise("fetch");
        on.pass(1_000_000);
        Promise<String> connect = root.child("connect", disposed::add);
        Promise<String> dns = connect.child("dns", disposed::add);
        on.pass(2_000_000);
        dns.done("address");
        on.pass(500_000);
        connect.done("socket");
        Promise<String> read = root.child("read", disposed::add);
        on.pass(1_000_000);
        read.fail(new IllegalStateException("reset by peer"));
        root.fail(new IllegalStateException("read failed"));
        var profile = root.profile();
        root.reset();
        assertThat(profile.state()).isEqualTo(RequestState.FAILED);
        assertThat(profile.totalNanos()).isEqualTo(4_500_000);
        assertThat(profile.children()).extracting(RequestProfile::label).containsExactly("connect", "read");
        assertThat(profile.children().getFirst().children())
                .singleElement()
                .satisfies(it -> assertThat(it.totalNanos()).isEqualTo(2_000_000));
        assertThat(profile.print())
                .isEqualTo("fetch FAILED at 0 us, took 4500 us\n"
                        + "  connect DONE at 1000 us, took 2500 us\n"
                        + "    dns DONE at 1000 us, took 2000 us\n"
                        + "  read FAILED at 3500 us, took 1000 us\n");
        assertThat(root.profile().children()).isEmpty();
    }

    @Test
    void theProfileHasALimit() {
        var root = promise("root");
        for (int i = 0; i < 300; i++) {
            root.child("c", disposed::add).fail(new IllegalStateException());
        }
        assertThat(root.profile().children()).hasSize(256);
        assertThat(root.profile().omitted()).isEqualTo(44);
        assertThat(root.profile().print()).contains("and 44 more");
    }

    @Test
    void toStageCompletesWithTheValueOrTheFailure() {
        var good = promise("good");
        List<String> seen = new ArrayList<>();
        good.toStage().thenAccept(seen::add);
        good.done("value");
        assertThat(seen).containsExactly("value");
        assertThat(good.take()).isNull();
        var bad = promise("bad");
        var stage = bad.toStage();
        assertThatThrownBy(() -> ((CompletableFuture<?>) stage).complete(null))
                .isInstanceOf(UnsupportedOperationException.class);
        stage.whenComplete((value, why) -> seen.add(String.valueOf(why)));
        bad.timeoutNanos(1);
        on.pass(2);
        assertThat(seen.getLast()).contains("RequestTimeoutException");
    }

    @Test
    void aLongChainOfEndsDoesNotDeepenTheStack() {
        int length = 100_000;
        List<Promise<String>> chain = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            chain.add(promise("p"));
        }
        for (int i = 0; i + 1 < length; i++) {
            var next = chain.get(i + 1);
            chain.get(i).onEnd(r -> next.done(String.valueOf(r.take())));
        }
        chain.getLast().onEnd(r -> log.add("end " + r.take()));
        chain.getFirst().done("x");
        on.settle();
        assertThat(log).containsExactly("end x");
    }

    @Test
    void aForeignThreadIsRefusedByName() throws Exception {
        var p = promise("mine");
        var thrown = new CompletableFuture<Throwable>();
        var thread = new Thread(
                () -> {
                    try {
                        p.done("value");
                        thrown.complete(new AssertionError("accepted"));
                    } catch (IllegalStateException refused) {
                        thrown.complete(refused);
                    }
                },
                "stranger");
        thread.start();
        thread.join();
        assertThat(thrown.join())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mine")
                .hasMessageContaining("stranger")
                .hasMessageContaining("test");
    }
}
