// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What comes into one session: at most one read's worth of ciphertext that cannot be opened yet, at most one record
/// of plaintext that found no unit, and why nothing is read now: the layer above asked for that, the engine's tasks
/// run, or the heap has no unit.
///
/// Thread: the loop.
final class RecordInput {
    /// What became of one record.
    enum Opened {
        /// It was opened, or a part of the handshake was.
        SOME,
        /// The rest of it is still to come.
        NOTHING,
        /// The peer's close_notify.
        END
    }

    private final SSLEngine engine;
    private final SessionRef lower;
    private final TlsBuffers buffers;
    private final UnitHeap heap;
    private final Runnable starving;
    private byte @Nullable [] partial;

    /// Plaintext that found no unit: nothing that comes later may overtake it.
    private byte @Nullable [] undelivered;

    private boolean paused;
    private boolean starved;
    private boolean tasksRunning;

    /// @param starving told when the heap has no unit; [#fed()] is wanted once it may have
    RecordInput(SSLEngine engine, SessionRef lower, TlsBuffers buffers, UnitHeap heap, Runnable starving) {
        this.engine = engine;
        this.lower = lower;
        this.buffers = buffers;
        this.heap = heap;
        this.starving = starving;
    }

    // ---- why nothing is read

    boolean isStopped() {
        return tasksRunning || paused || starved || undelivered != null;
    }

    boolean areTasksRunning() {
        return tasksRunning;
    }

    void paused(boolean now) {
        paused = now;
        apply();
    }

    void tasksRunning(boolean now) {
        tasksRunning = now;
        apply();
    }

    /// There may be a free unit again.
    void fed() {
        starved = false;
        apply();
    }

    private void apply() {
        lower.control(tasksRunning || paused || starved ? Reading.OFF : Reading.ON);
    }

    // ---- ciphertext

    /// The loop's buffer with what came earlier and this slice of it; null: nothing can be opened now, it is kept.
    /// Takes over the unit's reference.
    @Nullable
    ByteBuffer load(Unit unit, int fromBytes, int lengthBytes) throws SSLException {
        try {
            if (isStopped() || lengthBytes > buffers.roomFor(partial)) {
                keep(unit.payload(), fromBytes, lengthBytes); // what was on its way when reading stopped
                return null;
            }
            var in = load();
            MemorySegment.copy(unit.payload(), fromBytes, buffers.in, in.limit(), lengthBytes);
            return in.limit(in.limit() + lengthBytes);
        } finally {
            unit.release();
        }
    }

    /// The loop's buffer with what came earlier.
    ByteBuffer load() {
        var in = buffers.inBuffer;
        in.clear().limit(0);
        var kept = partial;
        if (kept != null) {
            partial = null;
            MemorySegment.copy(kept, 0, buffers.in, JAVA_BYTE, 0, kept.length);
            in.limit(kept.length);
        }
        return in;
    }

    /// Keeps what is left in the loop's buffer.
    void keepRest(ByteBuffer in) throws SSLException {
        keep(buffers.in, in.position(), in.remaining());
    }

    private void keep(MemorySegment from, long at, int length) throws SSLException {
        if (length == 0) {
            return;
        }
        var before = partial;
        int had = before == null ? 0 : before.length;
        if (had + length > TlsBuffers.IN_BYTES) {
            throw new SSLException("more than " + TlsBuffers.IN_BYTES + " bytes came while reading was stopped");
        }
        var kept = new byte[had + length];
        if (before != null) {
            System.arraycopy(before, 0, kept, 0, had);
        }
        MemorySegment.copy(from, JAVA_BYTE, at, kept, had, length);
        partial = kept;
    }

    // ---- plaintext

    /// Opens one record, and delivers what is in it. Without a way upward it is dropped: nobody is above any more.
    Opened open(ByteBuffer in, @Nullable Upward up) throws SSLException {
        var result = engine.unwrap(in, buffers.plainInBuffer.clear());
        int produced = result.bytesProduced();
        return switch (result.getStatus()) {
            case OK -> {
                if (produced > 0 && up != null) {
                    deliver(up, buffers.plainIn, produced);
                }
                yield result.bytesConsumed() > 0 || produced > 0 ? Opened.SOME : Opened.NOTHING;
            }
            case BUFFER_UNDERFLOW -> Opened.NOTHING;
            case CLOSED -> {
                in.position(in.limit());
                yield Opened.END;
            }
            case BUFFER_OVERFLOW -> throw new SSLException("record above " + TlsBuffers.RECORD_BYTES_MOST + " bytes");
        };
    }

    /// Delivers what found no unit before.
    void deliverAgain(Upward up) {
        var waiting = undelivered;
        if (waiting != null && !starved) {
            undelivered = null;
            deliver(up, MemorySegment.ofArray(waiting), waiting.length);
        }
    }

    private void deliver(Upward up, MemorySegment bytes, int length) {
        int at = 0;
        while (at < length) {
            var unit = heap.tryAllocate();
            if (unit == null) {
                undelivered = bytes.asSlice(at, length - at).toArray(JAVA_BYTE);
                starved = true;
                apply();
                starving.run();
                return;
            }
            int piece = Math.min(unit.capacityBytes(), length - at);
            MemorySegment.copy(bytes, at, unit.payload(), 0, piece);
            unit.lengthBytes(piece);
            at += piece;
            up.demux(unit, 0, piece);
        }
    }

    /// Nothing is held any more.
    void drop() {
        partial = null;
        undelivered = null;
    }
}
