// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.loop.FlushWatcher;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The end of the turn: one send for each connection that was pushed to. Thread: the loop.
///
/// A backlog of several slices is copied into one buffer of the loop first: one contiguous send is cheaper than
/// a gathering one. Source: docs/measurements/transport.md.
final class StreamFlusher {
    /// The most bytes of one gathered send; what is more goes with the next.
    private static final int GATHER_BYTES = 1 << 18;

    private final FlushWatcher watcher;
    private final OutboxPool outboxes = new OutboxPool();
    private final MemorySegment buffer = Arena.ofAuto().allocate(GATHER_BYTES, 64);
    private int gathered;

    private @Nullable Connection[] dirty = new @Nullable Connection[64];
    private @Nullable Connection[] flushing = new @Nullable Connection[64];
    private int dirtyCount;

    StreamFlusher(Loop loop, String label) {
        watcher = loop.flush(label + " flush", this::flush);
        watcher.start();
    }

    void add(Connection connection) {
        if (dirtyCount == dirty.length) {
            dirty = Arrays.copyOf(dirty, dirtyCount << 1);
        }
        dirty[dirtyCount++] = connection;
        watcher.mark();
    }

    /// What is added while this runs is for the end of the next turn.
    private void flush() {
        var now = dirty;
        int count = dirtyCount;
        dirty = flushing;
        dirtyCount = 0;
        flushing = now;
        @Nullable RuntimeException failed = null;
        for (int i = 0; i < count; i++) {
            var connection = now[i];
            now[i] = null;
            try {
                if (connection != null) {
                    connection.flushNow();
                }
            } catch (RuntimeException e) {
                // One layer's failure must not keep the others' bytes back; the loop reports the first.
                failed = failed == null ? e : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /// Copies slices, the oldest first, until the buffer is full; [#gatheredBytes()] says how much.
    MemorySegment gather(Unit first, int from, int length, Outbox rest) {
        gathered = 0;
        copy(first, from, length);
        for (int i = 0; i < rest.count() && gathered < GATHER_BYTES; i++) {
            copy(rest.unit(i), rest.from(i), rest.length(i));
        }
        return buffer;
    }

    private void copy(Unit unit, int from, int length) {
        int bytes = Math.min(length, GATHER_BYTES - gathered);
        MemorySegment.copy(unit.room(), unit.headroomBytes() + from, buffer, gathered, bytes);
        gathered += bytes;
    }

    int gatheredBytes() {
        return gathered;
    }

    Outbox takeOutbox() {
        return outboxes.take();
    }

    void giveOutbox(Outbox empty) {
        outboxes.give(empty);
    }

    void close() {
        watcher.stop();
    }
}
