// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecipientTableTest {
    private final ExchangeFixture on = new ExchangeFixture();
    private final RecipientTable table = RecipientTable.open(on.loop, "recipients", 40, 8);
    private final List<MpscQueue<Unit>> queues = new ArrayList<>();

    @AfterEach
    void close() {
        queues.forEach(MpscQueue::closeNow);
        on.close();
    }

    private MpscQueue<Unit> queue(int capacity) {
        var queue = MpscQueue.<Unit>open("r" + queues.size(), capacity, Unit::release);
        queues.add(queue);
        return queue;
    }

    @Test
    void theListenerGetsTheListOfThoseThatGotItAndOfThoseThatDidNot() {
        var small = queue(1);
        long a = table.add(small);
        long b = table.add(queue(10));
        long gone = table.add(queue(10));
        var closed = queue(10);
        long shut = table.add(closed);
        closed.close();
        table.remove(gone);
        List<long[]> heard = new ArrayList<>();
        table.deliver(on.unit("1"), new long[] {a, b, gone, shut}, (delivered, failed) -> {
            heard.add(delivered);
            heard.add(failed);
        });
        assertThat(heard.get(0)).containsExactly(a, b);
        assertThat(heard.get(1)).containsExactly(gone, shut);
        table.deliver(on.unit("2"), new long[] {a, b}, (delivered, failed) -> {
            heard.add(delivered);
            heard.add(failed);
        });
        assertThat(heard.get(2)).containsExactly(b);
        assertThat(heard.get(3)).as("full").containsExactly(a);
        table.deliver(on.unit("3"), new long[0], (delivered, failed) -> heard.add(failed));
        assertThat(heard.get(4)).isEmpty();
    }

    @Test
    void aStaleIdIsDetectedEvenWhenItsSlotIsTakenAgain() {
        long first = table.add(queue(10));
        assertThat(table.remove(first)).isTrue();
        assertThat(table.remove(first)).isFalse();
        var next = queue(10);
        long second = table.add(next);
        assertThat((int) second).as("the same slot").isEqualTo((int) first);
        assertThat(second).isNotEqualTo(first);
        assertThat(table.find(first)).isNull();
        assertThat(table.find(second)).isSameAs(next);
        assertThat(table.find(RecipientTable.NONE)).isNull();
        assertThat(table.find(Long.MAX_VALUE)).isNull();
        assertThat(table.find(-1)).isNull();
        var failures = new ArrayList<long[]>();
        table.deliver(on.unit("x"), new long[] {first}, (delivered, failed) -> failures.add(failed));
        assertThat(failures.getFirst()).containsExactly(first);
        assertThat(next.size()).isZero();
    }

    @Test
    void theTableHasALimitAndGrowsToIt() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ids.add(table.add(queue(1)));
        }
        assertThat(ids).doesNotHaveDuplicates().doesNotContain(RecipientTable.NONE);
        assertThat(table.add(queue(1))).isEqualTo(RecipientTable.NONE);
        ids.forEach(table::remove);
        assertThat(table.size()).isZero();
        assertThat(table.add(queue(1))).isNotEqualTo(RecipientTable.NONE);
    }

    @Test
    void anotherThreadPostsAndTheListenerIsCalledOnTheLoop() throws Exception {
        long id = table.add(queue(100));
        var heard = new ArrayList<String>();
        var loopThread = Thread.currentThread();
        var outcome = new CompletableFuture<Integer>();
        Thread.ofPlatform().start(() -> {
            int accepted = 0;
            for (int i = 0; i < 20; i++) {
                Unit unit = on.unit("u" + i);
                if (table.post(unit, new long[] {id}, (delivered, failed) -> {
                            assertThat(Thread.currentThread()).isSameAs(loopThread);
                            heard.add(delivered.length + "/" + failed.length);
                        })
                        == Offer.ACCEPTED) {
                    accepted++;
                } else {
                    unit.release();
                }
            }
            outcome.complete(accepted);
        });
        int accepted = outcome.get();
        assertThat(accepted).isEqualTo(8);
        on.until(() -> heard.size() == accepted);
        assertThat(heard).containsOnly("1/0");
    }
}
