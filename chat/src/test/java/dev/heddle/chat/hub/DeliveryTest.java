// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A delivery gives each recipient every line once, in order, except what it must not see, and no unit is
/// left over.
class DeliveryTest {
    /// Notes what it gets: `text`, or `seq:text` for what is held.
    private static final class Note implements Outlet {
        final StringBuilder got = new StringBuilder();
        int slices;

        private void note(Unit unit, int offset, int length) {
            byte[] bytes = unit.payload().asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
            got.append(new String(bytes, StandardCharsets.UTF_8));
            slices++;
            unit.release();
        }

        @Override
        public void append(Unit unit, int offsetBytes, int lengthBytes) {
            note(unit, offsetBytes, lengthBytes);
        }

        @Override
        public void hold(long sequence, Unit unit, int offsetBytes, int lengthBytes) {
            got.append(sequence).append(':');
            note(unit, offsetBytes, lengthBytes);
        }

        @Override
        public void replaceHeld(long sequence, Unit unit, int offsetBytes, int lengthBytes) {
            unit.release();
        }

        @Override
        public int pendingBytes() {
            return 0;
        }

        @Override
        public void pauseReading(boolean paused) {}

        @Override
        public void whenDrained(int lowBytes, Runnable drained) {}

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyRecipientGetsItsLines(long seed) {
        Random random = new Random(seed);
        UnitHeap heap = UnitHeap.open(HeapOptions.of("delivery", 64, 16, 64).checked(true));
        int members = 1 + random.nextInt(6);
        Note[] notes = new Note[members];
        List<StringBuilder> expected = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            notes[i] = new Note();
            expected.add(new StringBuilder());
        }
        Delivery.Parts parts = new Delivery.Parts();
        Delivery.Exceptions exceptions = new Delivery.Exceptions();
        int at = 0;
        for (int p = 0; p < 1 + random.nextInt(3); p++) {
            Unit unit = heap.allocate();
            int used = 0;
            for (int l = 0; l < 1 + random.nextInt(5); l++) {
                String line = "p" + p + "l" + l + ";";
                used += unit.putUtf8(used, line);
                int sender = random.nextInt(members + 1);
                long heldFor = random.nextBoolean() ? 0 : 1 + random.nextInt(9);
                for (int i = 0; i < members; i++) {
                    boolean own = i == sender;
                    expected.get(i).append(own ? (heldFor == 0 ? "" : heldFor + ":" + line) : line);
                }
                Outlet outlet = sender == members ? new Note() : notes[sender];
                exceptions.add(outlet, at, at + line.length(), heldFor);
                at += line.length();
            }
            parts.add(unit, 0, used);
        }
        new Delivery(notes, members, parts, exceptions).deliver();
        for (int i = 0; i < members; i++) {
            assertThat(notes[i].got)
                    .as("member " + i)
                    .hasToString(expected.get(i).toString());
        }
        heap.close();
        assertThat(heap.awaitDrained(1_000_000_000L)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void withoutExceptionsEachRecipientGetsOneSlice(int members) {
        UnitHeap heap = UnitHeap.open(HeapOptions.of("delivery", 64, 16, 64).checked(true));
        Note[] notes = new Note[members];
        java.util.Arrays.setAll(notes, i -> new Note());
        Unit unit = heap.allocate();
        Delivery.Parts parts = new Delivery.Parts();
        parts.add(unit, 0, unit.putUtf8(0, "one;two;"));
        new Delivery(notes, members, parts, null).deliver();
        for (Note note : notes) {
            assertThat(note.got).hasToString("one;two;");
            assertThat(note.slices).isEqualTo(1);
        }
        heap.close();
        assertThat(heap.awaitDrained(1_000_000_000L)).isTrue();
    }
}
