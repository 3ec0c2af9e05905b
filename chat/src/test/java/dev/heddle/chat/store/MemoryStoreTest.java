// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.store.Query.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
    @Override
    protected Store open() {
        return MemoryStore.create(Casemapping.ASCII);
    }

    @Override
    protected Store reopen(Store was) {
        return ((MemoryStore) was).reopen();
    }

    @Override
    protected void settle(Store store) {
        ((MemoryStore) store).settle();
    }

    private MemoryStore memory() {
        return (MemoryStore) store;
    }

    @Test
    void nothingHappensBeforeAStep() {
        post(LOOM, "one");
        post(LOOM, "two");
        assertThat(store.settled()).isZero();
        assertThat(memory().step(1)).isEqualTo(1);
        assertThat(store.settled()).isEqualTo(1);
    }

    @Test
    void whatWasNotCommittedIsLostByACrash() {
        post(LOOM, "one");
        memory().step(1);
        post(LOOM, "two");
        store = reopen(store);
        assertThat(texts(LOOM, new Span.Latest(), 9)).containsExactly("one");
    }

    @Test
    void aPlannedFailureTakesItsWholeCommitAndNothingElse() {
        var why = new StoreFailure(StoreFailure.Kind.DISK_FULL, "planned");
        memory().failCommitAfter(1, why);
        post(LOOM, "one");
        memory().step(9);
        post(LOOM, "two");
        post(LOOM, "three");
        memory().step(9);
        post(LOOM, "four");
        memory().step(9);
        assertThat(List.of(1L, 4L)).allMatch(sequence -> store.failureOf(sequence) == null);
        assertThat(List.of(2L, 3L)).allMatch(sequence -> why.equals(store.failureOf(sequence)));
        assertThat(texts(LOOM, new Span.Latest(), 9)).containsExactly("one", "four");
    }

    @Test
    void theHighWaterMarkIsAHysteresis() {
        for (var i = 0; i < MemoryStore.HIGH_WATER; i++) {
            assertThat(store.isBehind()).isFalse();
            append(new StoreEvent.SettingSaved("k", "v"));
        }
        assertThat(store.isBehind()).isTrue();
        memory().step(MemoryStore.HIGH_WATER - MemoryStore.LOW_WATER - 1);
        assertThat(store.isBehind()).isTrue();
        memory().step(1);
        assertThat(store.isBehind()).isFalse();
    }
}
