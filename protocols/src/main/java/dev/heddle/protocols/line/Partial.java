// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.line;

import dev.heddle.runtime.unit.Allocator;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// The beginning of a line whose end has not come yet, copied into units of the line heap. Thread: the loop.
/// Lifetime: one per session in the middle of a line; given back to the layer's pool when the line is complete.
final class Partial {
    private final List<Unit> units = new ArrayList<>(2);
    private int lengthBytes;

    int lengthBytes() {
        return lengthBytes;
    }

    /// Copies bytes to the end; false: the heap had no unit, and only a part was copied.
    boolean add(Allocator heap, MemorySegment from, long fromBytes, int count) {
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

    byte last() {
        var unit = units.getLast();
        return unit.payload().get(ValueLayout.JAVA_BYTE, unit.lengthBytes() - 1L);
    }

    /// Copies all of it to the front of `to`.
    void copyTo(MemorySegment to) {
        long at = 0;
        for (var unit : units) {
            MemorySegment.copy(unit.payload(), 0, to, at, unit.lengthBytes());
            at += unit.lengthBytes();
        }
    }

    /// The bytes as a message; this is empty afterwards.
    Chain toChain() {
        var chain = Chain.of(units.getFirst());
        for (int i = 1; i < units.size(); i++) {
            chain.join(Chain.of(units.get(i)));
        }
        units.clear();
        lengthBytes = 0;
        return chain;
    }

    void release() {
        units.forEach(Unit::release);
        units.clear();
        lengthBytes = 0;
    }
}
