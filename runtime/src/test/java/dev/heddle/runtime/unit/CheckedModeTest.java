// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckedModeTest {
    private final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("checked", 32, 2, 8).headroomBytes(8).checked(true));

    @AfterEach
    void close() {
        heap.close();
    }

    private Unit allocatedHere() {
        return heap.allocate();
    }

    private void releasedHere(Unit unit) {
        unit.release();
    }

    private void releasedThere(Unit unit) {
        unit.release();
    }

    @Test
    void aDoubleReleaseNamesBothPlacesAndBothThreads() throws InterruptedException {
        Unit unit = allocatedHere();
        Unit other = unit.retain();
        var thread = new Thread(() -> releasedHere(unit), "first-releaser");
        thread.start();
        thread.join();
        assertThatIllegalStateException()
                .isThrownBy(() -> releasedThere(unit))
                .withMessageContaining("of heap checked: released again")
                .withMessageContaining("first-releaser")
                .withMessageContaining("CheckedModeTest.releasedHere(CheckedModeTest.java")
                .withMessageContaining("CheckedModeTest.releasedThere(CheckedModeTest.java")
                .withMessageContaining(Thread.currentThread().getName())
                .havingCause()
                .withMessageContaining("releasedHere");
        assertThat(heap.stats().inUse()).isEqualTo(1); // the other holder is not robbed
        other.release();
    }

    @Test
    void useAfterReleaseNamesTheReleaseEvenWhenTheUnitIsInUseAgain() {
        Unit unit = allocatedHere();
        releasedHere(unit);
        Unit again = heap.allocate();
        assertThatIllegalStateException()
                .isThrownBy(() -> unit.getInt(0))
                .withMessageContaining("payload after its release")
                .withMessageContaining("released by")
                .withMessageContaining("releasedHere");
        assertThatIllegalStateException().isThrownBy(() -> unit.putInt(0, 1));
        assertThatIllegalStateException().isThrownBy(unit::lengthBytes);
        assertThatIllegalStateException().isThrownBy(unit::retain);
        assertThat(again.lengthBytes()).isZero();
        again.release();
    }

    @Test
    void whatIsReleasedIsPoisoned() {
        Unit unit = heap.allocate();
        MemorySegment kept = unit.payload();
        unit.putInt(0, 42);
        unit.release();
        assertThat(kept.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0xDB);
        assertThat(kept.get(ValueLayout.JAVA_BYTE, 31)).isEqualTo((byte) 0xDB);
    }

    @Test
    void aWriteAfterTheReleaseIsFoundWhenTheUnitIsAllocatedAgain() {
        Unit unit = heap.allocate();
        MemorySegment kept = unit.payload();
        releasedHere(unit);
        kept.set(ValueLayout.JAVA_BYTE, 17, (byte) 1);
        assertThatIllegalStateException()
                .isThrownBy(heap::allocate)
                .withMessageContaining("byte 17 of the payload was written after the release")
                .withMessageContaining("releasedHere");
        assertThat(heap.stats().inUse()).isZero();
        heap.allocate().release(); // reported once, then usable again
    }

    @Test
    void aSharedUnitIsNotWritten() {
        Unit unit = heap.allocate();
        Unit other = unit.retain();
        assertThatIllegalStateException()
                .isThrownBy(() -> unit.putInt(0, 1))
                .withMessageContaining("putInt: wanted a single holder, got 2");
        assertThatIllegalStateException().isThrownBy(() -> other.putUtf8(0, "x"));
        other.release();
        unit.putInt(0, 1);
        unit.release();
    }

    @Test
    void theLeakReportNamesHeapPlaceOfAllocationAndLastTouch() {
        Unit unit = allocatedHere();
        Unit other = unit.retain();
        releasedHere(unit);
        assertThat(heap.heldUnits()).singleElement().satisfies(held -> {
            assertThat(held.heap()).isEqualTo("checked");
            assertThat(held.holders()).isEqualTo(1);
            assertThat(held.allocated()).contains("allocatedHere(CheckedModeTest.java");
            assertThat(held.lastTouch()).startsWith("released by").contains("releasedHere(CheckedModeTest.java");
            assertThat(held.dropped()).isFalse();
            assertThat(held.toString()).contains("of heap checked: 1 holder; allocated by");
        });
        other.release();
        assertThat(heap.heldUnits()).isEmpty();
    }

    @Test
    void aUnitDroppedWhileHeldIsReported() {
        dropOne();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    System.gc();
                    return heap.heldUnits().getFirst().dropped();
                });
        assertThat(heap.heldUnits().getFirst().toString()).endsWith("; dropped while held");
    }

    private void dropOne() {
        heap.allocate().putInt(0, 1);
    }

    @Test
    void anUncheckedHeapSaysWhatItKnows() {
        try (var plain = UnitHeap.open(HeapOptions.of("plain", 8, 1, 1))) {
            Unit unit = plain.allocate();
            assertThat(plain.heldUnits())
                    .singleElement()
                    .satisfies(held -> assertThat(held.allocated()).isEqualTo("not checked"));
            unit.release();
        }
    }

    @Test
    void aSampledHeapChecksOneInSoMany() {
        try (var sampled = UnitHeap.open(HeapOptions.of("sampled", 8, 12, 12).sampled(4))) {
            var held = new Unit[12];
            for (int i = 0; i < held.length; i++) {
                held[i] = sampled.allocate();
            }
            assertThat(sampled.heldUnits().stream()
                            .filter(unit -> unit.allocated().startsWith("allocated by")))
                    .hasSize(3);
            for (Unit unit : held) {
                unit.release();
            }
            assertThat(sampled.stats().inUse()).isZero();
        }
    }

    @Test
    void separatingMoreThanThereAreIsAnError() {
        Unit unit = heap.allocate();
        Unit shared = unit.retain(1);
        Unit one = shared.separate();
        assertThatIllegalStateException().isThrownBy(shared::separate).withMessageContaining("separated again");
        one.release();
        unit.release();
    }
}
