// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What waits behind an echo that is not on disk yet.
class OutboxTest {
    private static final class Wire implements Outbox.Sink {
        final StringBuilder text = new StringBuilder();
        boolean closed;
        boolean exceeded;
        int pending;

        @Override
        public void write(Unit unit, int offsetBytes, int lengthBytes) {
            byte[] bytes = unit.payload().asSlice(offsetBytes, lengthBytes).toArray(ValueLayout.JAVA_BYTE);
            text.append(new String(bytes, StandardCharsets.UTF_8));
            unit.release();
        }

        @Override
        public int pendingBytes() {
            return pending;
        }

        @Override
        public void pauseReading(boolean paused) {}

        @Override
        public void whenDrained(int lowBytes, Runnable drained) {
            drained.run();
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public void exceeded() {
            exceeded = true;
        }
    }

    private final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("outbox", 64, 16, 64).checked(true));
    private final Outbox.Barriers barriers = new Outbox.Barriers();
    private final Wire wire = new Wire();
    private final Outbox outbox = new Outbox(wire, barriers, 40);

    @AfterEach
    void everyUnitIsHome() {
        outbox.gone();
        heap.close();
        assertThat(heap.awaitDrained(1_000_000_000L)).isTrue();
    }

    private void append(String text) {
        Unit unit = heap.allocate();
        outbox.append(unit, 0, unit.putUtf8(0, text));
    }

    private void hold(long sequence, String text) {
        Unit unit = heap.allocate();
        outbox.hold(sequence, unit, 0, unit.putUtf8(0, text));
    }

    @Test
    void withNothingHeldItPassesOn() {
        append("a");
        append("b");
        assertThat(wire.text).hasToString("ab");
    }

    @Test
    void whatComesAfterAHeldSliceWaitsWithItAndKeepsItsPlace() {
        append("a");
        hold(5, "E5");
        append("b");
        hold(7, "E7");
        append("c");
        assertThat(wire.text).hasToString("a");
        barriers.settled(4);
        assertThat(wire.text).hasToString("a");
        barriers.settled(5);
        assertThat(wire.text).hasToString("aE5b");
        barriers.settled(9);
        assertThat(wire.text).hasToString("aE5bE7c");
        append("d");
        assertThat(wire.text).hasToString("aE5bE7cd");
    }

    @Test
    void whatIsSettledAlreadyIsNotHeld() {
        barriers.settled(9);
        hold(8, "E8");
        assertThat(wire.text).hasToString("E8");
    }

    @Test
    void aFailedCommitReplacesTheEchoInItsPlace() {
        hold(5, "E5");
        append("b");
        Unit unit = heap.allocate();
        outbox.replaceHeld(5, unit, 0, unit.putUtf8(0, "FAIL"));
        barriers.settled(5);
        assertThat(wire.text).hasToString("FAILb");
    }

    @Test
    void whatIsHeldCountsToTheLimit() {
        hold(5, "x".repeat(30));
        assertThat(wire.exceeded).isFalse();
        append("y".repeat(11));
        assertThat(wire.exceeded).isTrue();
        append("nothing more");
        barriers.settled(5);
        assertThat(wire.text).isEmpty();
    }

    @Test
    void closingWaitsForWhatIsHeld() {
        hold(5, "E5");
        outbox.close();
        append("too late");
        assertThat(wire.closed).isFalse();
        barriers.settled(5);
        assertThat(wire.text).hasToString("E5");
        assertThat(wire.closed).isTrue();
    }

    @Test
    void whatTheTransportHasNotSentCountsToTheLimit() {
        append("x".repeat(30));
        wire.pending = 30;
        append("y".repeat(10));
        wire.pending = 40;
        assertThat(wire.exceeded).isFalse();
        append("z");
        wire.pending = 41;
        append("z");
        assertThat(wire.exceeded).isTrue();
    }

    @Test
    void whatHasBeenSentMakesRoomAgain() {
        for (int i = 0; i < 20; i++) {
            append("x".repeat(30));
        }
        assertThat(wire.exceeded).isFalse();
        wire.pending = 35;
        append("y".repeat(30));
        append("y".repeat(6));
        assertThat(wire.exceeded).isFalse();
        hold(5, "z".repeat(6));
        assertThat(wire.exceeded).isTrue();
    }

    /// A reader that has stopped: what is written to it stays.
    private static final class Stuck extends ArrayList<Unit> implements Outbox.Sink {
        private static final long serialVersionUID = 1;

        private int bytes;

        @Override
        public void write(Unit unit, int offsetBytes, int lengthBytes) {
            add(unit);
            bytes += lengthBytes;
        }

        @Override
        public int pendingBytes() {
            return bytes;
        }

        void drain() {
            forEach(Unit::release);
            clear();
            bytes = 0;
        }

        @Override
        public void pauseReading(boolean paused) {}

        @Override
        public void whenDrained(int lowBytes, Runnable drained) {
            drained.run();
        }

        @Override
        public void close() {}

        @Override
        public void exceeded() {}
    }

    @Test
    void aSlowReaderKeepsSixteenSharedUnitsAndCopiesOfTheRest() {
        try (var batch = UnitHeap.open(HeapOptions.of("batch", 64, 16, 256).checked(true))) {
            barriers.copiesFrom(batch);
            var stuck = new Stuck();
            var slow = new Outbox(stuck, barriers, 10_000);
            for (int i = 0; i < 200; i++) {
                Unit unit = batch.allocate();
                slow.append(unit, 0, unit.putUtf8(0, "ab"));
            }
            // 184 copies of two bytes fill six units of 64.
            assertThat(batch.stats().inUse()).isEqualTo(Outbox.SHARED_MAX + 6);
            assertThat(stuck.bytes).isEqualTo(400);
            stuck.drain();
            for (int i = 0; i < 10; i++) {
                Unit unit = batch.allocate();
                slow.append(unit, 0, unit.putUtf8(0, "ab"));
            }
            assertThat(batch.stats().inUse()).isEqualTo(10);
            slow.gone();
            stuck.drain();
            assertThat(batch.stats().inUse()).isZero();
        }
    }

    @Test
    void whatWaitsBehindABarrierIsCopiedToo() {
        try (var batch = UnitHeap.open(HeapOptions.of("batch", 64, 16, 256).checked(true))) {
            barriers.copiesFrom(batch);
            var wide = new Outbox(wire, barriers, 10_000);
            wide.hold(5, batch.allocate(), 0, 1);
            for (int i = 0; i < 99; i++) {
                Unit unit = batch.allocate();
                wide.append(unit, 0, unit.putUtf8(0, "ab"));
            }
            assertThat(batch.stats().inUse()).isLessThanOrEqualTo(Outbox.SHARED_MAX + 4);
            barriers.settled(5);
            assertThat(wire.text).hasSize(1 + 2 * 99);
            wide.gone();
            assertThat(batch.stats().inUse()).isZero();
        }
    }
}
