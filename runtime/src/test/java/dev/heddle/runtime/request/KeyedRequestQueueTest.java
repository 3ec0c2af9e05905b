// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyedRequestQueueTest {
    private final LoopFixture on = new LoopFixture();
    private final List<String> log = new ArrayList<>();
    private final Map<String, Promise<String>> started = new HashMap<>();
    private final KeyedRequestQueue queues = KeyedRequestQueue.open(on.loop, RequestQueueOptions.of("keyed", 3), 1000);

    @AfterEach
    void close() {
        on.close();
    }

    private Request<String> add(long key, String label) {
        return queues.add(
                key,
                label,
                promise -> {
                    log.add(label);
                    started.put(label, promise);
                },
                value -> {});
    }

    @Test
    void requestsOfOneKeyFollowEachOtherAndKeysDoNotWaitForOneAnother() {
        add(1, "1a");
        add(1, "1b");
        add(2, "2a");
        add(2, "2b");
        assertThat(log).containsExactly("1a", "2a");
        started.get("2a").done("x");
        assertThat(log).containsExactly("1a", "2a", "2b");
        started.get("1a").done("x");
        assertThat(log).endsWith("1b");
        assertThat(queues.length(1)).isEqualTo(1);
        assertThat(queues.totalLength()).isEqualTo(2);
    }

    @Test
    void anIdleKeyIsForgotten() {
        for (long key = 0; key < 10_000; key++) {
            queues.<String>add(key * 7919, "r", promise -> promise.done("x"), v -> {});
            assertThat(queues.busyKeys()).isZero();
        }
        assertThat(queues.stats().done()).isEqualTo(10_000);
    }

    @Test
    void limitsHoldPerKeyAndForAll() {
        for (int i = 0; i < 3; i++) {
            add(1, "a" + i);
        }
        assertThat(add(1, "too many").failure()).hasMessageContaining("3 requests");
        for (int key = 2; key < 999; key++) {
            assertThat(add(key, "k" + key).state()).isEqualTo(RequestState.IN_PROGRESS);
        }
        assertThat(add(2000, "last but no room").failure()).hasMessageContaining("1000 requests of all keys");
        assertThat(queues.busyKeys()).isEqualTo(998);
    }

    @Test
    void stopAndStartOfOneKeyLeaveTheOthersAlone() {
        queues.stop(1);
        add(1, "1a");
        add(2, "2a");
        on.settle();
        assertThat(log).containsExactly("2a");
        queues.start(1);
        on.settle();
        assertThat(log).containsExactly("2a", "1a");
        queues.stop(7);
        queues.start(7);
        assertThat(queues.busyKeys()).isEqualTo(2);
    }

    @Test
    void theTurnOfAKeyIsALock() {
        var turn = queues.turn(5, "holder").take();
        add(5, "5a");
        add(6, "6a");
        assertThat(log).containsExactly("6a");
        turn.close();
        assertThat(log).containsExactly("6a", "5a");
    }

    @Test
    void closeFailsTheWaitersOfAllKeysInOrder() {
        List<String> ended = new ArrayList<>();
        for (long key : new long[] {9, 3, 7}) {
            add(key, key + "a");
            add(key, key + "b").onEnd(r -> ended.add(r.label() + " " + r.state()));
        }
        queues.close();
        on.settle();
        assertThat(ended).containsExactly("9b FAILED", "3b FAILED", "7b FAILED");
        assertThat(add(1, "after").failure()).isInstanceOf(QueueClosedException.class);
        started.values().forEach(p -> p.done("x"));
        on.settle();
        assertThat(queues.busyKeys()).isZero();
        assertThat(queues.totalLength()).isZero();
    }

    @Test
    void keptPromisesMoveBetweenKeysFromTheirCallbacks() {
        var random = new Random(11);
        var left = new int[] {20_000};
        for (int i = 0; i < 50; i++) {
            var promise = Promise.<String>create(on.loop, "p" + i, v -> {});
            var again = new java.util.function.Consumer<Request<? super String>>() {
                @Override
                public void accept(Request<? super String> ended) {
                    if (left[0]-- > 0) {
                        promise.reset().onEnd(this);
                        queues.add(random.nextInt(20), 0, 0, promise, p -> {
                            if (random.nextBoolean()) {
                                p.done("x");
                            } else {
                                on.loop.soon(() -> p.done("y"));
                            }
                        });
                    }
                }
            };
            promise.onEnd(again);
            promise.done("go");
        }
        for (int i = 0; i < 100_000 && queues.totalLength() > 0; i++) {
            on.turn();
        }
        on.settle();
        assertThat(left[0]).isLessThanOrEqualTo(0);
        assertThat(queues.busyKeys()).isZero();
    }

    @Test
    void theTableFindsWhatItHoldsWhateverTheKeys() {
        for (int seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var table = new KeyTable();
            Map<Long, RequestRow> model = new HashMap<>();
            for (int i = 0; i < 2000; i++) {
                long key = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(200) * 64L;
                var known = model.get(key);
                assertThat(table.find(key)).isSameAs(known);
                if (known == null) {
                    var queue = new RequestRow(RequestLoop.of(on.loop), RequestQueueOptions.of("x", 1), null);
                    queue.key = key;
                    table.put(queue);
                    model.put(key, queue);
                } else {
                    table.remove(known);
                    model.remove(key);
                }
                assertThat(table.size()).isEqualTo(model.size());
            }
            model.forEach((key, queue) -> assertThat(table.find(key)).isSameAs(queue));
        }
    }
}
