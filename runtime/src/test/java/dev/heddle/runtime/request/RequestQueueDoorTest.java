// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RequestQueueDoorTest {
    private static final long LONG = 20_000_000_000L;

    private final AtomicReference<RequestQueue> queue = new AtomicReference<>();
    private final CompletableFuture<RequestQueueDoor> opened = new CompletableFuture<>();
    private final LoopThread thread = LoopThread.start("door", LoopOptions.defaults(), loop -> {
        queue.set(RequestQueue.open(loop, RequestQueueOptions.of("doors", 5000)));
        opened.complete(queue.get().door());
    });
    private final RequestQueueDoor door = opened.join();

    @AfterEach
    void close() {
        thread.close();
    }

    private <T> T onLoop(java.util.concurrent.Callable<T> task) throws Exception {
        var result = new CompletableFuture<T>();
        thread.door().execute(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(20, TimeUnit.SECONDS);
    }

    @Test
    void awaitGivesTheValueThatTheLoopMade() {
        String on = door.await(
                "a", LONG, promise -> promise.done(Thread.currentThread().getName()));
        assertThat(on).isEqualTo("door");
    }

    @Test
    void tevent_batchFromAnotherThreadStaysFifo() throws Exception {
        List<Integer> order = new ArrayList<>();
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            int n = i;
            all.add(door.<Integer>submit("n", promise -> {
                        order.add(n);
                        promise.done(n);
                    })
                    .toCompletableFuture());
        }
        for (var each : all) {
            each.get(20, TimeUnit.SECONDS);
        }
        assertThat(onLoop(() -> List.copyOf(order))).hasSize(3000).isSorted();
    }

    @Test
    void aFailureArrivesWithItsCause() {
        assertThatThrownBy(() -> door.await("a", LONG, promise -> promise.fail(new IllegalStateException("why"))))
                .isInstanceOf(RequestFailedException.class)
                .hasMessageContaining("request a")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> door.submit("b", promise -> promise.fail(new IllegalStateException("why")))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void awaitOnTheLoopThrowsBeforeItBlocks() throws Exception {
        assertThat(onLoop(() -> {
                    try {
                        return door.await("a", LONG, promise -> promise.done("x"));
                    } catch (IllegalStateException refused) {
                        return refused.getMessage();
                    }
                }))
                .contains("doors")
                .contains("await a");
    }

    /** Open question 6: the wait is over at once, the head keeps the queue until it really ends. */
    @Test
    void awaitThatTimesOutAsksToCancelAndTheHeadKeepsTheQueueUntilItEnds() throws Exception {
        var head = new CompletableFuture<Promise<String>>();
        var asked = new CountDownLatch(1);
        var disposed = new CompletableFuture<String>();
        assertThatThrownBy(() -> door.await(
                        "slow",
                        20_000_000L,
                        promise -> {
                            promise.onCancel(asked::countDown);
                            head.complete(promise);
                        },
                        disposed::complete))
                .isInstanceOf(RequestTimeoutException.class)
                .hasMessageContaining("slow");
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        var next = door.<String>submit("next", promise -> promise.done("next")).toCompletableFuture();
        assertThat(onLoop(() -> queue.get().length())).isEqualTo(2);
        assertThat(next).isNotDone();
        onLoop(() -> {
            head.join().done("late");
            return "";
        });
        assertThat(disposed.get(20, TimeUnit.SECONDS)).isEqualTo("late");
        assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo("next");
    }

    @Test
    void interruptCancelsAndKeepsTheFlag() throws Exception {
        var blocker = onLoop(() -> queue.get().block("in the way"));
        var outcome = new CompletableFuture<String>();
        var waiter = Thread.ofVirtual().start(() -> {
            try {
                door.await("waiting", LONG, promise -> promise.done("x"));
            } catch (CancellationException cancelled) {
                outcome.complete(
                        cancelled.getMessage() + " " + Thread.currentThread().isInterrupted());
            }
        });
        while (onLoop(() -> queue.get().length()) < 2) {
            Thread.onSpinWait();
        }
        waiter.interrupt();
        assertThat(outcome.get(20, TimeUnit.SECONDS)).contains("waiting").endsWith("true");
        while (onLoop(() -> queue.get().length()) > 1) {
            Thread.onSpinWait();
        }
        onLoop(() -> {
            blocker.take().close();
            return "";
        });
        assertThat((String) door.await("after", LONG, promise -> promise.done("fine")))
                .isEqualTo("fine");
    }

    @Test
    void awaitTurnIsALockAmongManyVirtualThreads() throws Exception {
        var inside = new int[2];
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 100; i++) {
            String name = "holder-" + i;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int n = 0; n < 20; n++) {
                    try (Turn turn = door.awaitTurn(name, LONG)) {
                        inside[0]++;
                        if (inside[0] != 1 || !turn.holder().equals(name)) {
                            inside[1] = -1_000_000;
                        }
                        inside[1]++;
                        inside[0]--;
                    }
                }
            }));
        }
        for (var each : threads) {
            each.join();
        }
        assertThat(inside[1]).isEqualTo(2000);
        // the last close travels to the loop
        assertThat((String) door.await("after", LONG, promise -> promise.done("x")))
                .isEqualTo("x");
    }

    @Test
    void timeOutsAgainstTurnsNeverLoseTheLock() throws Exception {
        var got = new ConcurrentLinkedQueue<String>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 50; i++) {
            int n = i;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int k = 0; k < 20; k++) {
                    try (Turn turn = door.awaitTurn("t" + n, (n % 3 == 0) ? 1 + k * 10_000L : LONG)) {
                        got.add(turn.holder());
                    } catch (RequestTimeoutException late) {
                        got.add("late");
                    }
                }
            }));
        }
        for (var each : threads) {
            each.join();
        }
        assertThat(got).hasSize(1000);
        assertThat((String) door.await("after", LONG, promise -> promise.done("x")))
                .isEqualTo("x");
        while (onLoop(() -> queue.get().length()) > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void callsBeyondTheLimitAreRefused() throws Exception {
        var small = onLoop(() -> {
            var q = RequestQueue.open(loopOf(), RequestQueueOptions.of("small", 2));
            q.block("in the way");
            return q.door();
        });
        var first = small.<String>submit("1", promise -> promise.done("x")).toCompletableFuture();
        var second = small.<String>submit("2", promise -> promise.done("x")).toCompletableFuture();
        assertThatThrownBy(() -> small.await("3", LONG, promise -> promise.done("x")))
                .isInstanceOf(RequestQueueFullException.class)
                .hasMessageContaining("small");
        assertThatThrownBy(() -> second.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(RequestQueueFullException.class);
        assertThat(first).isNotDone();
    }

    private dev.heddle.runtime.loop.Loop loopOf() {
        return queue.get().home.loop;
    }

    @Test
    void closeOfTheQueueAndOfTheLoopEndEveryWait() throws Exception {
        onLoop(() -> queue.get().block("in the way"));
        var outcomes = new ConcurrentLinkedQueue<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 10; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    door.await("waiter", LONG, promise -> promise.done("x"));
                } catch (RuntimeException ended) {
                    outcomes.add(ended);
                }
            }));
        }
        while (onLoop(() -> queue.get().length()) < 11) {
            Thread.onSpinWait();
        }
        onLoop(() -> {
            queue.get().close();
            return "";
        });
        for (var each : threads) {
            each.join();
        }
        assertThat(outcomes).hasSize(10).allMatch(QueueClosedException.class::isInstance);

        var second = onLoop(() -> RequestQueue.open(loopOf(), RequestQueueOptions.of("second", 10))
                .door());
        var started = new CountDownLatch(1);
        var active = Thread.ofVirtual().start(() -> {
            try {
                second.await("never ends", LONG, promise -> started.countDown());
            } catch (RuntimeException ended) {
                outcomes.add(ended);
            }
        });
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        thread.close();
        active.join();
        assertThat(outcomes).hasSize(11).allMatch(QueueClosedException.class::isInstance);
        assertThatThrownBy(() -> second.await("after", LONG, promise -> promise.done("x")))
                .isInstanceOf(QueueClosedException.class);
    }
}
