// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.runtime.unit.Allocator;
import dev.heddle.runtime.unit.Gathered;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/// What the sessions of one loop share: units, the windows of the compression, and a place to put a message
/// together that lies in several units. Thread: the loop.
final class Buffers implements AutoCloseable {
    private static final int POOLED_MAX = 256;
    private static final int KEPT_BYTES_MAX = 1 << 17;

    private final Allocator heap;
    private final Deflate deflate = new Deflate();
    private final ArrayDeque<Gathered> pool = new ArrayDeque<>();
    private MemorySegment assembly = MemorySegment.NULL;

    Buffers(Allocator heap) {
        this.heap = heap;
    }

    Allocator heap() {
        return heap;
    }

    Deflate deflate() {
        return deflate;
    }

    Gathered take() {
        var gathered = pool.pollLast();
        return gathered == null ? new Gathered() : gathered;
    }

    void give(Gathered gathered) {
        gathered.release();
        if (pool.size() < POOLED_MAX) {
            pool.addLast(gathered);
        }
    }

    /// All of a message in one piece, lent until the next call; its memory may be longer than the message.
    MemorySegment assemble(Gathered gathered) {
        int length = gathered.lengthBytes();
        if (gathered.unitCount() == 1) {
            return gathered.unit(0).payload();
        }
        var into = assembly;
        if (into.byteSize() < length) {
            into = Arena.ofAuto().allocate(Math.max(length, KEPT_BYTES_MAX), 64);
            assembly = length > KEPT_BYTES_MAX ? MemorySegment.NULL : into; // a large one is not kept for long
        }
        gathered.copyTo(into);
        return into;
    }

    @Override
    public void close() {
        deflate.close();
    }
}
