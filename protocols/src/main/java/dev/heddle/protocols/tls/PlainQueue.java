// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Plaintext that waits to be encrypted: slices of units, oldest first. Each slice holds one reference.
///
/// Thread: the loop. An empty queue holds at most a small array, whatever it once held.
final class PlainQueue {
    private static final @Nullable Unit[] NONE = new @Nullable Unit[0];
    private static final int[] NO_SPANS = new int[0];
    private static final int FIRST_CAPACITY = 4;

    private @Nullable Unit[] units = NONE;
    private int[] spans = NO_SPANS; // from, length
    private int head;
    private int count;
    private int bytes;

    int bytes() {
        return bytes;
    }

    void add(Unit unit, int from, int length) {
        if (head + count == units.length) {
            makeRoom();
        }
        int at = head + count++;
        units[at] = unit;
        spans[2 * at] = from;
        spans[2 * at + 1] = length;
        bytes += length;
    }

    private void makeRoom() {
        int capacity = count < units.length / 2 ? units.length : Math.max(FIRST_CAPACITY, units.length * 2);
        var moved = new @Nullable Unit[capacity];
        var movedSpans = new int[capacity * 2];
        System.arraycopy(units, head, moved, 0, count);
        System.arraycopy(spans, 2 * head, movedSpans, 0, 2 * count);
        units = moved;
        spans = movedSpans;
        head = 0;
    }

    /// Moves as much as fits to `into`, and releases what was moved.
    ///
    /// @return how many bytes were moved
    int take(MemorySegment into, int most) {
        int taken = 0;
        while (count > 0 && taken < most) {
            var unit = units[head];
            if (unit == null) {
                throw new IllegalStateException("plain queue: an empty place among " + count);
            }
            int length = Math.min(spans[2 * head + 1], most - taken);
            MemorySegment.copy(unit.payload(), spans[2 * head], into, taken, length);
            taken += length;
            spans[2 * head] += length;
            spans[2 * head + 1] -= length;
            if (spans[2 * head + 1] == 0) {
                unit.release();
                units[head++] = null;
                count--;
            }
        }
        bytes -= taken;
        if (count == 0) {
            emptied();
        }
        return taken;
    }

    void releaseAll() {
        for (int i = head; i < head + count; i++) {
            var unit = units[i];
            if (unit != null) {
                unit.release();
            }
        }
        Arrays.fill(units, null);
        count = 0;
        bytes = 0;
        emptied();
    }

    private void emptied() {
        head = 0;
        if (units.length > FIRST_CAPACITY) {
            units = NONE;
            spans = NO_SPANS;
        }
    }
}
