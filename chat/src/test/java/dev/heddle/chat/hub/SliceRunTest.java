// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SliceRunTest {
    private final UnitHeap heap = UnitHeap.open(HeapOptions.of("run", 64, 4, 4).checked(true));
    private final List<String> handedOver = new ArrayList<>();
    private final SliceRun run = new SliceRun();
    private final Unit unit = heap.allocate();
    private final Client first = client(1);
    private final Client second = client(2);

    private Client client(long id) {
        return new Client(id, new Port(id), new Silent.Nobody(), Framing.LINES, Silent.NOWHERE);
    }

    /// Notes the slices that it is given.
    private final class Port implements LoopPort {
        private final long id;

        Port(long id) {
            this.id = id;
        }

        @Override
        public void append(Outlet outlet, Unit slice, int offsetBytes, int lengthBytes) {
            handedOver.add(id + ":" + offsetBytes + "+" + lengthBytes);
            slice.release();
        }

        @Override
        public void hold(Outlet outlet, long sequence, Unit slice, int offsetBytes, int lengthBytes) {
            slice.release();
        }

        @Override
        public void replaceHeld(Outlet outlet, long sequence, Unit slice, int offsetBytes, int lengthBytes) {
            slice.release();
        }

        @Override
        public void fanOut(Delivery delivery) {
            delivery.discard();
        }

        @Override
        public void settled(long sequence) {}

        @Override
        public void pauseReading(Outlet outlet, boolean paused) {}

        @Override
        public void whenDrained(Outlet outlet, int lowBytes, Runnable drained) {}

        @Override
        public void close(Outlet outlet) {}

        @Override
        public void endOfTurn() {}
    }

    @AfterEach
    void everyUnitIsHome() {
        run.handOver();
        unit.release();
        heap.close();
        assertThat(heap.awaitDrained(1_000_000_000L)).isTrue();
    }

    @Test
    void linesBehindEachOtherAreOneSlice() {
        run.add(first, unit, 0, 10);
        run.add(first, unit, 10, 5);
        run.add(first, unit, 15, 7);
        assertThat(handedOver).isEmpty();
        run.handOver();
        assertThat(handedOver).containsExactly("1:0+22");
    }

    @Test
    void anotherClientAGapOrAnotherUnitBeginsAnotherSlice() {
        run.add(first, unit, 0, 10);
        run.add(second, unit, 10, 5);
        run.add(second, unit, 20, 5);
        Unit other = heap.allocate();
        run.add(second, other, 25, 5);
        run.add(second, unit, 30, 5);
        run.handOver();
        run.handOver();
        other.release();
        assertThat(handedOver).containsExactly("1:0+10", "2:10+5", "2:20+5", "2:25+5", "2:30+5");
    }
}
