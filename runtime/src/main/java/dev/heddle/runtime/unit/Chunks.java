// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The memory of one heap: its chunks, oldest first, how it grows, and how idle ones rest.
///
/// Thread: under the heap's lock.
final class Chunks {
    /* Giving back pages needs certainty that nobody uses a unit of the chunk: all of them must be in our hands at once.
    So a sweep takes the whole shared store away for a moment; who finds it empty comes for the heap's lock, and waits.
    A unit that lies free is marked, and handing it out removes the mark (it sets the length), so that a sweep sees
    which chunks were not used since the one before, at no cost to anybody else. Units of idle chunks go back to the
    bottom of the store, so that the others are used first. */

    /// Also the checked handles'.
    static final Cleaner CLEANER = Cleaner.create();

    private static final int PAGE_BYTES = 4096;
    private static final int LINE_BYTES = 64;

    /// Units of one growth step: `firstIndex` and the `units - 1` after it.
    private static final class Chunk {
        private final MemorySegment memory;
        private final int firstIndex;
        private final int units;
        private boolean resting;
        private long idleSinceNanos;
        private int found; // units seen free and unused by the sweep that is going on

        private Chunk(MemorySegment memory, int firstIndex, int units) {
            this.memory = memory;
            this.firstIndex = firstIndex;
            this.units = units;
        }
    }

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
    private volatile boolean freed;
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
            block = arena.allocate(Math.multiplyExact(units, strideBytes), PAGE_BYTES);
        } catch (OutOfMemoryError e) {
            whyNot = e;
            return false;
        }
        var chunk = new Chunk(block, store.units(), units);
        chunk.idleSinceNanos = System.nanoTime();
        var made = new Unit[units];
        long bytes = (long) options.headroomBytes() + options.unitBytes();
        for (int i = 0; i < units; i++) {
            made[i] = new Unit(heap, chunk.firstIndex + i, block.asSlice(i * strideBytes, bytes));
            if (i > 0) {
                made[i - 1].next = made[i];
            }
        }
        store.add(made);
        chunks.add(chunk);
        store.push(made[0], made[units - 1]);
        HeapEvents.growth(options, units, block.byteSize(), store.units());
        return true;
    }

    /// Gives back the pages of chunks that are whole and were not used for the options' time. The first chunk
    /// stays.
    ///
    /// @return bytes given back
    long sweep(long nowNanos) {
        Unit free = store.takeAll();
        for (Unit unit = free; unit != null; unit = unit.next) {
            if (unit.isUntouched()) {
                chunkOf(unit.index).found++;
            }
        }
        long givenBack = 0;
        for (int i = 0; i < chunks.size(); i++) {
            givenBack += look(chunks.get(i), i > 0, nowNanos);
        }
        putBack(free);
        for (Chunk chunk : chunks) {
            chunk.found = 0;
        }
        return givenBack;
    }

    int count() {
        return chunks.size();
    }

    int newestUnits() {
        return chunks.isEmpty() ? 0 : chunks.getLast().units;
    }

    int resting() {
        int resting = 0;
        for (Chunk chunk : chunks) {
            resting += chunk.resting ? 1 : 0;
        }
        return resting;
    }

    @Nullable
    OutOfMemoryError whyNot() {
        return whyNot;
    }

    /// Any thread.
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

    private long look(Chunk chunk, boolean mayRest, long nowNanos) {
        if (chunk.found < chunk.units) { // used, or some unit is out
            chunk.resting = false;
            chunk.idleSinceNanos = nowNanos;
            return 0;
        }
        if (!mayRest || chunk.resting || nowNanos - chunk.idleSinceNanos < options.shrinkAfterNanos()) {
            return 0;
        }
        long bytes = Pages.giveBack(chunk.memory);
        chunk.resting = bytes > 0;
        if (chunk.resting) {
            for (int i = 0; i < chunk.units; i++) {
                heap.forgetPoison(chunk.firstIndex + i);
            }
        }
        return bytes;
    }

    /// Idle chunks' units below, the others on top, in the order in which they were.
    private void putBack(@Nullable Unit free) {
        var ends = new @Nullable Unit[4]; // first and last of the upper list, first and last of the lower one
        Unit unit = free;
        while (unit != null) {
            Unit rest = unit.next;
            Chunk chunk = chunkOf(unit.index);
            int list = chunk.found == chunk.units && chunk != chunks.getFirst() ? 2 : 0;
            unit.markUntouched();
            unit.next = null;
            Unit last = ends[list + 1];
            if (last == null) {
                ends[list] = unit;
            } else {
                last.next = unit;
            }
            ends[list + 1] = unit;
            unit = rest;
        }
        for (int list = 2; list >= 0; list -= 2) {
            Unit first = ends[list];
            Unit last = ends[list + 1];
            if (first != null && last != null) {
                store.push(first, last);
            }
        }
    }

    private Chunk chunkOf(int index) {
        int low = 0;
        int high = chunks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (chunks.get(middle).firstIndex <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return chunks.get(low);
    }
}
