// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

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

    /// So many bytes from a blocking socket, read as they come while the loop goes on in `until`.
    static String receive(Socket socket, int length, Consumer<BooleanSupplier> until) {
        var got = new byte[length];
        int[] at = {0};
        until.accept(() -> {
            try {
                var in = socket.getInputStream();
                while (at[0] < length && in.available() > 0) {
                    at[0] += in.read(got, at[0], length - at[0]);
                }
                return at[0] == length;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new String(got, StandardCharsets.ISO_8859_1);
    }
}
