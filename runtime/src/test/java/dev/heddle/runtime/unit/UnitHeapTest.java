// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnitHeapTest {
    /// SEEDS.md 7.11, row "heap".
    @Test
    void doublingFrom20To2000ReachesExactly2000() {
        try (var heap = UnitHeap.open(HeapOptions.of("seed", 132, 20, 2000).doubling())) {
            var sizes = new ArrayList<Integer>();
            var held = new ArrayList<Unit>();
            int chunks = 0;
            for (Unit unit = heap.tryAllocate(); unit != null; unit = heap.tryAllocate()) {
                held.add(unit);
                HeapStats stats = heap.stats();
                if (stats.chunks() > chunks) {
                    chunks = stats.chunks();
                    sizes.add(stats.chunkUnits());
                }
            }
            assertThat(sizes).containsExactly(20, 40, 80, 160, 320, 640, 740);
            assertThat(held).hasSize(2000);
            assertThat(heap.stats().units()).isEqualTo(2000);
            assertThat(heap.stats().inUse()).isEqualTo(2000);
            held.forEach(Unit::release);
            assertThat(heap.stats().inUse()).isZero();
            assertThat(heap.stats().highWater()).isEqualTo(2000);
        }
    }

    @Test
    void linearGrowthRepeatsTheFirstChunkAndCutsTheLast() {
        try (var heap = UnitHeap.open(HeapOptions.of("linear", 8, 4, 10))) {
            List<Unit> held = new ArrayList<>();
            for (Unit unit = heap.tryAllocate(); unit != null; unit = heap.tryAllocate()) {
                held.add(unit);
            }
            assertThat(held).hasSize(10);
            assertThat(heap.stats().chunks()).isEqualTo(3);
            assertThat(heap.stats().chunkUnits()).isEqualTo(2);
            held.forEach(Unit::release);
        }
    }

    /// SEEDS.md 7.11, row "heap".
    @Test
    void unitOutlivesItsHeap() {
        var heap = UnitHeap.open(HeapOptions.of("outlived", 64, 1, 4));
        Unit unit = heap.allocate();
        heap.close();
        unit.putInt(0, 42);
        assertThat(unit.getInt(0)).isEqualTo(42);
        assertThat(heap.awaitDrained(0)).isFalse();
        unit.release();
        assertThat(heap.awaitDrained(0)).isTrue();
    }

    /// SEEDS.md 7.11, row "heap".
    @Test
    void overReleaseReported() {
        try (var heap = UnitHeap.open(HeapOptions.of("strict", 64, 1, 4))) {
            Unit unit = heap.allocate();
            unit.release();
            assertThatIllegalStateException()
                    .isThrownBy(unit::release)
                    .withMessageContaining("strict")
                    .withMessageContaining("released more often than retained");
            assertThat(heap.stats().inUse()).isZero();
        }
    }

    @Test
    void atTheCeilingAllocateThrowsAndNamesTheHeap() {
        try (var heap = UnitHeap.open(HeapOptions.of("tiny", 64, 1, 1))) {
            Unit unit = heap.allocate();
            assertThatThrownBy(heap::allocate)
                    .isInstanceOf(HeapExhaustedException.class)
                    .hasMessageContaining("tiny")
                    .hasMessageContaining("at most 1 units");
            assertThat(heap.stats().refusals()).isEqualTo(1);
            unit.release();
        }
    }

    @Test
    void wrongNumbersNameTheHeapAndWhatWasWanted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeapOptions.of("bad", 0, 1, 1))
                .withMessage("heap bad: unit bytes: wanted at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeapOptions.of("bad", -5, 1, 1))
                .withMessageContaining("got -5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeapOptions.of("bad", 8, 0, 1))
                .withMessageContaining("units of the first chunk: wanted at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeapOptions.of("bad", 8, 20, 19))
                .withMessage("heap bad: ceiling in units: wanted at least the first chunk's 20, got 19");
    }
}
