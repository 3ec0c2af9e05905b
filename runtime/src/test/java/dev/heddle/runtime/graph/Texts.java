// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Units from texts and texts from messages, and a heap that must be whole at the end.
final class Texts {
    private Texts() {}

    static UnitHeap heap() {
        return UnitHeap.open(
                HeapOptions.of("texts", 64, 16, 4096).headroomBytes(16).checked(true));
    }

    static Unit unit(UnitHeap heap, String text) {
        var unit = heap.allocate();
        unit.lengthBytes(unit.putUtf8(0, text));
        return unit;
    }

    static Chain chain(UnitHeap heap, String text) {
        return Chain.of(unit(heap, text));
    }

    static String of(Chain message) {
        var text = new StringBuilder();
        message.forEachSlice((unit, from, length) -> text.append(of(unit, from, length)));
        return text.toString();
    }

    static String of(Unit unit, int from, int length) {
        var bytes = new byte[length];
        MemorySegment.copy(unit.room(), ValueLayout.JAVA_BYTE, unit.headroomBytes() + from, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
