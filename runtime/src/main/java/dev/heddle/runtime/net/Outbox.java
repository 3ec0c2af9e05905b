// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.unit.Unit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The slices of a backlog after its first one, oldest first: a ring of units, offsets and lengths.
/// Thread: the loop. Lifetime: lent by its [OutboxPool] to a connection while that has more than one slice
/// pending; each slice holds one reference.
final class Outbox {
    private static final int FIRST = 8;

    private @Nullable Unit[] units = new @Nullable Unit[FIRST];
    private long[] spans = new long[FIRST];
    private int head;
    private int count;
    private int bytes;

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    /// Of all slices together.
    int bytes() {
        return bytes;
    }

    boolean isLarge() {
        return units.length > 256;
    }

    void add(Unit unit, int from, int length) {
        if (count == units.length) {
            grow();
        }
        int at = head + count++ & units.length - 1;
        units[at] = unit;
        spans[at] = (long) from << 32 | length;
        bytes += length;
    }

    private void grow() {
        int half = units.length;
        var moreUnits = Arrays.copyOf(units, half << 1);
        var moreSpans = Arrays.copyOf(spans, half << 1);
        // What had wrapped round to the front goes behind what was at the end.
        System.arraycopy(units, 0, moreUnits, half, head);
        System.arraycopy(spans, 0, moreSpans, half, head);
        units = moreUnits;
        spans = moreSpans;
    }

    Unit unit(int index) {
        var unit = units[head + index & units.length - 1];
        if (unit == null) {
            throw new IllegalStateException("outbox: wanted slice " + index + " of " + count);
        }
        return unit;
    }

    int from(int index) {
        return (int) (spans[head + index & units.length - 1] >>> 32);
    }

    int length(int index) {
        return (int) spans[head + index & units.length - 1];
    }

    /// Forgets the first slice; its reference is the caller's.
    void removeFirst() {
        units[head] = null;
        bytes -= length(0);
        head = head + 1 & units.length - 1;
        count--;
    }

    void releaseAll() {
        while (count > 0) {
            unit(0).release();
            removeFirst();
        }
    }
}
