// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// What has come so far of a message whose end has not come yet, copied into units of a heap: of a line, of a WebSocket
/// message. One unit as long as that has room.
///
/// Thread: that of its owner, one at a time. It holds one reference to each of its units until [#toChain] or
/// [#release]; afterwards it is empty and may be used again. It has no limit of its own: who adds knows how long a
/// message may become.
public final class Gathered {
    private final List<Unit> units = new ArrayList<>(2);
    private int lengthBytes;

    /// Nothing yet.
    public Gathered() {}

    /// How many bytes have come.
    public int lengthBytes() {
        return lengthBytes;
    }

    /// In how many units they are.
    public int unitCount() {
        return units.size();
    }

    /// One of the units, lent; the first is 0.
    public Unit unit(int index) {
        return units.get(index);
    }

    /// Copies `count` bytes from the byte `fromBytes` of `from` to the end; false: the heap had no unit, and only a
    /// part was copied.
    public boolean add(Allocator heap, MemorySegment from, long fromBytes, int count) {
        int left = count;
        while (left > 0) {
            var unit = units.isEmpty() ? null : units.getLast();
            if (unit == null || unit.lengthBytes() == unit.capacityBytes()) {
                unit = heap.tryAllocate();
                if (unit == null) {
                    return false;
                }
                unit.lengthBytes(0);
                units.add(unit);
            }
            int used = unit.lengthBytes();
            int bytes = Math.min(left, unit.capacityBytes() - used);
            MemorySegment.copy(from, fromBytes + count - left, unit.payload(), used, bytes);
            unit.lengthBytes(used + bytes);
            left -= bytes;
        }
        lengthBytes += count;
        return true;
    }

    /// The last byte of what there is, which is not nothing.
    public byte last() {
        var unit = units.getLast();
        return unit.payload().get(ValueLayout.JAVA_BYTE, unit.lengthBytes() - 1L);
    }

    /// Copies all of it to the front of `to`, which has room for [#lengthBytes].
    public void copyTo(MemorySegment to) {
        long at = 0;
        for (var unit : units) {
            MemorySegment.copy(unit.payload(), 0, to, at, unit.lengthBytes());
            at += unit.lengthBytes();
        }
    }

    /// The bytes, which are not none, as a message that owns the units; this is empty afterwards.
    public Chain toChain() {
        var chain = Chain.of(units.getFirst());
        for (int i = 1; i < units.size(); i++) {
            chain.join(Chain.of(units.get(i)));
        }
        units.clear();
        lengthBytes = 0;
        return chain;
    }

    /// Gives back every unit; this is empty afterwards.
    public void release() {
        units.forEach(Unit::release);
        units.clear();
        lengthBytes = 0;
    }
}
