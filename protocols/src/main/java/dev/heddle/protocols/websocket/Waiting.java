// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.runtime.unit.Unit;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Bytes that wait until the layer above takes messages again, with a reference to their units; nothing, as a
/// rule. Thread: the loop. Limit: what one turn reads of a connection, since reading is off meanwhile.
final class Waiting {
    /// A piece of a unit.
    record Slice(Unit unit, int fromBytes, int lengthBytes) {}

    private @Nullable ArrayDeque<Slice> slices;

    boolean isEmpty() {
        return slices == null || slices.isEmpty();
    }

    /// In front of the others; takes over one reference.
    void addFirst(Unit unit, int fromBytes, int lengthBytes) {
        slices().addFirst(new Slice(unit, fromBytes, lengthBytes));
    }

    /// Behind the others; takes over one reference.
    void addLast(Unit unit, int fromBytes, int lengthBytes) {
        slices().addLast(new Slice(unit, fromBytes, lengthBytes));
    }

    private ArrayDeque<Slice> slices() {
        var there = slices;
        if (there == null) {
            there = new ArrayDeque<>(2);
            slices = there;
        }
        return there;
    }

    /// The first one, whose reference is the caller's; null: none.
    @Nullable
    Slice poll() {
        var there = slices;
        var first = there == null ? null : there.pollFirst();
        if (first == null) {
            slices = null;
        }
        return first;
    }

    void release() {
        for (var slice = poll(); slice != null; slice = poll()) {
            slice.unit.release();
        }
    }
}
