// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The memory of one heap: its chunks, oldest first, and how it grows.
///
/// Thread: under the heap's lock.
final class Chunks {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final int PAGE_BYTES = 4096;
    private static final int LINE_BYTES = 64;

    /// Units of one growth step: `firstIndex` and the `units - 1` after it.
    private record Chunk(MemorySegment memory, int firstIndex, int units) {}

    /// Frees the memory of a heap that was dropped; must not know the heap.
    private record Memory(Arena arena) implements Runnable {
        @Override
        public void run() {
            arena.close();
        }
    }

    private final UnitHeap heap;
    private final HeapOptions options;
    private final UnitStore store;
    private final long strideBytes;
    private final Arena arena = Arena.ofShared();
    private final Cleaner.Cleanable memory;
    private final List<Chunk> chunks = new ArrayList<>();
    private boolean freed;
    private @Nullable OutOfMemoryError whyNot;

    Chunks(UnitHeap heap, HeapOptions options, UnitStore store) {
        this.heap = heap;
        this.options = options;
        this.store = store;
        long bytes = (long) options.headroomBytes() + options.unitBytes();
        long alignment = bytes >= 8 * LINE_BYTES ? LINE_BYTES : Long.BYTES;
        this.strideBytes = (bytes + alignment - 1) / alignment * alignment;
        this.memory = CLEANER.register(heap, new Memory(arena));
    }

    /// Makes the next chunk and puts its units into the store.
    ///
    /// @return false: at the ceiling, closed, or no memory
    boolean grow() {
        int units = nextUnits();
        if (units == 0 || freed || heap.isClosed()) {
            return false;
        }
        MemorySegment block;
        try {
            block = arena.allocate(units * strideBytes, PAGE_BYTES);
        } catch (OutOfMemoryError e) {
            whyNot = e;
            return false;
        }
        var chunk = new Chunk(block, store.units(), units);
        var made = new Unit[units];
        long bytes = (long) options.headroomBytes() + options.unitBytes();
        for (int i = 0; i < units; i++) {
            made[i] = new Unit(heap, chunk.firstIndex + i, block.asSlice(i * strideBytes, bytes));
            if (i > 0) {
                made[i - 1].next = made[i];
            }
        }
        store.add(made);
        store.push(made[0], made[units - 1]);
        chunks.add(chunk);
        return true;
    }

    int count() {
        return chunks.size();
    }

    int newestUnits() {
        return chunks.isEmpty() ? 0 : chunks.getLast().units;
    }

    int resting() {
        return 0;
    }

    @Nullable
    OutOfMemoryError whyNot() {
        return whyNot;
    }

    boolean isFreed() {
        return freed;
    }

    /// Frees all memory. Every unit is home.
    void free() {
        freed = true;
        memory.clean();
    }

    /// Linear: as the first. Doubling: twice the newest. Cut to what is left below the ceiling.
    private int nextUnits() {
        int left = options.maxUnits() - store.units();
        if (chunks.isEmpty() || !options.isDoubling()) {
            return Math.min(left, options.firstChunkUnits());
        }
        return (int) Math.min(left, 2L * newestUnits());
    }
}
