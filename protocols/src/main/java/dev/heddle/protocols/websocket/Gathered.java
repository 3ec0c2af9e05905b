// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.runtime.unit.Allocator;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// What has come so far of a message that is not whole, copied into units. Thread: the loop.
/// Lifetime: lent by [Buffers] to a reader from the first byte that had to be kept until the message is
/// delivered; one unit as long as that has room.
final class Gathered {
    private final List<Unit> units = new ArrayList<>(2);
    private int lengthBytes;

    int lengthBytes() {
        return lengthBytes;
    }

    int unitCount() {
        return units.size();
    }

    Unit unit(int index) {
        return units.get(index);
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
