// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Between texts and messages.
final class Bytes {
    private Bytes() {}

    static String text(Chain message) {
        var bytes = new byte[message.lengthBytes()];
        message.copyTo(0, MemorySegment.ofArray(bytes), 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static Unit unit(UnitHeap heap, String text) {
        var unit = heap.allocate();
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        MemorySegment.copy(bytes, 0, unit.payload(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        unit.lengthBytes(bytes.length);
        return unit;
    }

    static Chain chain(UnitHeap heap, String text) {
        return Chain.of(unit(heap, text));
    }
}
