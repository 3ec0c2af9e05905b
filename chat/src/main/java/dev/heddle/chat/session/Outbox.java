// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import dev.heddle.chat.hub.Outlet;
import dev.heddle.runtime.unit.Allocator;
import dev.heddle.runtime.unit.Unit;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// What waits between the hub and one connection's transport: nothing, as a rule. Slices behind an echo that
/// the store has not committed wait here; everything else goes straight to the [Sink].
///
/// ```
///  append ──▶ nothing held? ──▶ sink          hold(5) ──▶ [5: echo][append][append]
///                                             settled(5) ────────▶ sink gets all three
/// ```
/// Thread: the connection's loop. Limit: `limitBytes` over what is held and what the sink has pending; beyond
/// it the sink is told to close with "SendQ exceeded", and everything further is released. Of units that are shared
/// with others at most [#SHARED_MAX] are kept from going home; what is more is copied into units of its own.
public final class Outbox implements Outlet {
    /// The transport below.
    public interface Sink {
        /// Takes over one reference.
        void write(Unit unit, int offsetBytes, int lengthBytes);

        /// Bytes that the socket has not taken yet.
        int pendingBytes();

        void pauseReading(boolean paused);

        /// Calls `drained` once when [#pendingBytes] is at most `lowBytes`.
        void whenDrained(int lowBytes, Runnable drained);

        /// Writes what is pending, then closes.
        void close();

        /// The connection does not read what it is sent: close it now, and tell the hub "SendQ exceeded".
        void exceeded();
    }

    /// The outboxes of one loop that hold something, by sequence.
    public static final class Barriers {
        private record Barrier(long sequence, Outbox outbox) {}

        private final ArrayDeque<Barrier> barriers = new ArrayDeque<>();
        private long settled;
        private @Nullable Allocator copies;

        /// From here on slow readers get copies, made in units from here. Without this they keep what is shared.
        public void copiesFrom(Allocator heap) {
            copies = heap;
        }

        /// Lets go of everything held for a sequence up to this one.
        public void settled(long sequence) {
            settled = Math.max(settled, sequence);
            for (Barrier first = barriers.peekFirst();
                    first != null && first.sequence <= settled;
                    first = barriers.peekFirst()) {
                barriers.removeFirst();
                first.outbox.settled(settled);
            }
        }

        private void add(long sequence, Outbox outbox) {
            barriers.addLast(new Barrier(sequence, outbox));
        }
    }

    private static final class Held {
        final long sequence;
        Unit unit;
        int offset;
        int length;

        Held(long sequence, Unit unit, int offset, int length) {
            this.sequence = sequence;
            this.unit = unit;
            this.offset = offset;
            this.length = length;
        }
    }

    private static final ArrayDeque<Held> NONE = new ArrayDeque<>(1);

    /// So many slices of shared units may wait for one reader, held ones included; what is more is copied.
    static final int SHARED_MAX = 16;

    private final Sink sink;
    private final Barriers barriers;
    private final int limitBytes;
    private ArrayDeque<Held> held = NONE;
    private int heldBytes;
    /// What may still come before the sink must be asked again: it can only have less pending meanwhile.
    private int roomBytes;
    /// Slices given to the sink since it had nothing pending, as far as they are shared.
    private int shared;
    private @Nullable OwnCopies copies;
    private boolean closing;
    private boolean closed;

    /// @param barriers those of the connection's loop
    public Outbox(Sink sink, Barriers barriers, int limitBytes) {
        this.sink = sink;
        this.barriers = barriers;
        this.limitBytes = limitBytes;
        this.roomBytes = limitBytes;
    }

    @Override
    public void append(Unit unit, int offsetBytes, int lengthBytes) {
        if (closed || closing) {
            unit.release();
        } else if (held.isEmpty()) {
            write(unit, offsetBytes, lengthBytes);
            count(lengthBytes);
        } else {
            keep(0, unit, offsetBytes, lengthBytes);
        }
    }

    /// A reader that keeps up has nothing pending from turn to turn, so the count starts again.
    private void write(Unit unit, int offsetBytes, int lengthBytes) {
        if (shared >= SHARED_MAX && sink.pendingBytes() == 0) {
            shared = 0;
            dropCopies();
        }
        Unit copy = shared < SHARED_MAX ? null : copy(unit, offsetBytes, lengthBytes);
        if (copy == null) {
            shared++;
            sink.write(unit, offsetBytes, lengthBytes);
        } else {
            sink.write(copy, copyOffset(), lengthBytes);
        }
    }

    /// Null: there is no room for it.
    private @Nullable Unit copy(Unit unit, int offsetBytes, int lengthBytes) {
        Allocator heap = barriers.copies;
        if (heap == null) {
            return null;
        }
        OwnCopies own = copies;
        if (own == null) {
            own = new OwnCopies();
            copies = own;
        }
        return own.copy(heap, unit, offsetBytes, lengthBytes);
    }

    private int copyOffset() {
        OwnCopies own = copies;
        return own == null ? 0 : own.offsetBytes();
    }

    private void dropCopies() {
        OwnCopies own = copies;
        if (own != null) {
            own.release();
            copies = null;
        }
    }

    @Override
    public void hold(long sequence, Unit unit, int offsetBytes, int lengthBytes) {
        if (closed || closing) {
            unit.release();
        } else if (sequence <= barriers.settled) {
            append(unit, offsetBytes, lengthBytes);
        } else {
            barriers.add(sequence, this);
            keep(sequence, unit, offsetBytes, lengthBytes);
        }
    }

    private void keep(long sequence, Unit unit, int offset, int length) {
        if (held.isEmpty()) {
            held = new ArrayDeque<>(4);
        }
        Unit copy = held.size() < SHARED_MAX ? null : copy(unit, offset, length);
        held.addLast(
                copy == null
                        ? new Held(sequence, unit, offset, length)
                        : new Held(sequence, copy, copyOffset(), length));
        heldBytes += length;
        count(length);
    }

    @Override
    public void replaceHeld(long sequence, Unit unit, int offsetBytes, int lengthBytes) {
        boolean replaced = false;
        for (Iterator<Held> all = held.iterator(); all.hasNext(); ) {
            Held one = all.next();
            if (one.sequence == sequence) {
                one.unit.release();
                heldBytes -= one.length;
                if (replaced) {
                    all.remove(); // a message of several lines is replaced as a whole
                } else {
                    replaced = true;
                    heldBytes += lengthBytes;
                    roomBytes -= lengthBytes;
                    one.unit = unit;
                    one.offset = offsetBytes;
                    one.length = lengthBytes;
                }
            }
        }
        if (!replaced) {
            unit.release();
        }
    }

    private void settled(long sequence) {
        while (!held.isEmpty() && held.getFirst().sequence <= sequence) {
            Held one = held.removeFirst();
            heldBytes -= one.length;
            write(one.unit, one.offset, one.length);
        }
        if (held.isEmpty()) {
            held = NONE;
            if (closing && !closed) {
                closed = true;
                dropCopies();
                sink.close();
            }
        }
    }

    private void count(int moreBytes) {
        roomBytes -= moreBytes;
        if (roomBytes < 0) {
            checkLimit();
        }
    }

    private void checkLimit() {
        roomBytes = limitBytes - heldBytes - sink.pendingBytes();
        if (roomBytes < 0 && !closed) {
            closed = true;
            discard();
            sink.exceeded();
        }
    }

    @Override
    public int pendingBytes() {
        return heldBytes + sink.pendingBytes();
    }

    @Override
    public void pauseReading(boolean paused) {
        sink.pauseReading(paused);
    }

    @Override
    public void whenDrained(int lowBytes, Runnable drained) {
        sink.whenDrained(lowBytes, drained);
    }

    @Override
    public void close() {
        if (closed || closing) {
            return;
        }
        closing = true;
        if (held.isEmpty()) {
            closed = true;
            dropCopies();
            sink.close();
        }
    }

    /// The transport is gone: what is held is released, and so is all that comes.
    public void gone() {
        closed = true;
        discard();
    }

    private void discard() {
        for (Iterator<Held> all = held.iterator(); all.hasNext(); ) {
            all.next().unit.release();
            all.remove();
        }
        held = NONE;
        heldBytes = 0;
        dropCopies();
    }
}
