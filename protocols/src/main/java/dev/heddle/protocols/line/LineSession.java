// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.line;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.net.Abort;
import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Gathered;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One stream being cut into lines. Thread: the loop. Between lines it holds nothing but the session below.
final class LineSession implements SessionHandler {
    private final Line line;
    private final SessionRef lower;
    private @Nullable Gathered partial;
    private @Nullable ArrayDeque<Kept> kept;

    /// Inside a line that is too long: everything up to its end is dropped.
    private boolean skipping;

    /// The layer above wants no lines now.
    private boolean paused;

    /// Kept bytes are being delivered again.
    private boolean delivering;

    private boolean ended;

    /// Bytes that the layer above did not take yet, with a reference to their unit.
    private record Kept(Unit unit, int fromBytes, int lengthBytes) {}

    LineSession(Line line, SessionRef lower) {
        this.line = line;
        this.lower = lower;
    }

    // ---- down: lines pass through

    @Override
    public Push push(Chain message) {
        return lower.push(message);
    }

    @Override
    public Push push(Unit unit, int fromBytes, int lengthBytes) {
        return lower.push(unit, fromBytes, lengthBytes);
    }

    @Override
    public void flush() {
        lower.flush();
    }

    @Override
    public <A extends @Nullable Object> A control(Control<A> ask) {
        if (ask instanceof Reading reading) {
            return reading(reading.on(), ask);
        }
        return lower.control(ask);
    }

    private <A extends @Nullable Object> A reading(boolean on, Control<A> ask) {
        paused = !on;
        if (on && isKeeping()) {
            // Not from inside this call: the layer above is in the middle of something of its own.
            line.again(lower.id(), this::deliverKept);
            @SuppressWarnings("unchecked") // the question is Reading
            A done = (A) Boolean.TRUE;
            return done;
        }
        return lower.control(ask);
    }

    private boolean isKeeping() {
        return kept != null && !kept.isEmpty();
    }

    private void deliverKept() {
        while (kept != null && !paused && !ended) {
            var bytes = kept.pollFirst();
            if (bytes == null) {
                kept = null;
                lower.control(Reading.ON);
                return;
            }
            delivering = true;
            boolean there = line.popAgain(lower.id(), bytes.unit, bytes.fromBytes, bytes.lengthBytes);
            delivering = false;
            if (!there) {
                bytes.unit.release();
            }
        }
    }

    @Override
    public Participants participants() {
        return lower.participants();
    }

    @Override
    public void closed() {
        ended = true;
        if (partial != null) {
            line.givePartial(partial);
            partial = null;
        }
        if (kept != null) {
            kept.forEach(bytes -> bytes.unit.release());
            kept = null;
        }
        lower.close();
    }

    // ---- up: the stream is cut

    @Override
    public void pop(Upward up, Chain message) {
        message.forEachSlice((unit, from, length) -> pop(up, unit.retain(), from, length));
        message.release();
    }

    @Override
    public void pop(Upward up, Unit unit, int fromBytes, int lengthBytes) {
        boolean owned = true;
        try {
            var waiting = kept;
            if (waiting != null && !waiting.isEmpty() && !delivering) {
                // A further slice of a message whose first one was not taken.
                waiting.addLast(new Kept(unit, fromBytes, lengthBytes));
                owned = false;
            } else {
                owned = cut(up, unit, fromBytes, fromBytes + lengthBytes);
            }
        } finally {
            if (owned) {
                unit.release();
            }
        }
    }

    /// All lines in a piece of a unit; false: the reference went into [#kept].
    private boolean cut(Upward up, Unit unit, int from, int to) {
        // Offsets of slices count from the payload, which the headroom precedes.
        int base = unit.headroomBytes();
        var memory = unit.room();
        int at = base + from;
        int stop = base + to;
        while (at < stop) {
            if (paused) {
                keep(unit, at - base, stop - at);
                return false;
            }
            int end = (int) Newlines.find(memory, at, stop);
            if (end < 0) {
                keepPartial(up, memory, at, stop);
                return true;
            }
            if (skipping) {
                skipping = false;
            } else if (!whole(up, unit, at, end)) {
                keep(unit, at - base, stop - at);
                return false;
            }
            at = end + 1;
        }
        return true;
    }

    private void keep(Unit unit, int from, int length) {
        if (kept == null) {
            kept = new ArrayDeque<>(2);
        }
        kept.addFirst(new Kept(unit, from, length));
        paused = true;
        lower.control(Reading.OFF);
    }

    /// A line from `at` to before its feed at `end`, both in the unit's room; false: it was not taken.
    private boolean whole(Upward up, Unit unit, int at, int end) {
        return partial == null ? inOnePiece(up, unit, at, end) : assembled(up, unit, at, end);
    }

    private boolean inOnePiece(Upward up, Unit unit, int at, int end) {
        var memory = unit.room();
        int length = lengthWithoutReturn(memory, at, end);
        if (length > line.options().limitBytes()) {
            tooLong(up);
            return true;
        }
        var reader = line.reader();
        if (reader != null) {
            return reader.onLine(up.session(), memory, at, length);
        }
        up.demux(unit.retain(), at - unit.headroomBytes(), length);
        return true;
    }

    private boolean assembled(Upward up, Unit unit, int at, int end) {
        var begun = partial;
        if (begun == null) {
            return true;
        }
        var memory = unit.room();
        int limit = line.options().limitBytes();
        int total = begun.lengthBytes() + end - at;
        int last = end > at ? memory.get(ValueLayout.JAVA_BYTE, end - 1L) : begun.last();
        int length = last == '\r' ? total - 1 : total;
        if (length > limit) {
            dropPartial();
            tooLong(up);
            return true;
        }
        var reader = line.reader();
        if (reader != null) {
            var assembly = line.assembly();
            begun.copyTo(assembly);
            MemorySegment.copy(memory, at, assembly, begun.lengthBytes(), end - at);
            boolean taken = reader.onLine(up.session(), assembly, 0, length);
            if (taken) {
                dropPartial();
            }
            return taken;
        }
        partial = null;
        var message = begun.toChain();
        line.givePartial(begun);
        if (end > at) {
            message.append(unit.retain(), at - unit.headroomBytes(), end - at);
        }
        message.truncate(length);
        up.demux(message);
        return true;
    }

    private static int lengthWithoutReturn(MemorySegment memory, int at, int end) {
        return end > at && memory.get(ValueLayout.JAVA_BYTE, end - 1L) == '\r' ? end - at - 1 : end - at;
    }

    /// The beginning of a line: kept until its end comes, unless it is too long already.
    private void keepPartial(Upward up, MemorySegment memory, int at, int to) {
        if (skipping) {
            return;
        }
        int limit = line.options().limitBytes();
        int total = (partial == null ? 0 : partial.lengthBytes()) + to - at;
        boolean endsInReturn = memory.get(ValueLayout.JAVA_BYTE, to - 1L) == '\r';
        if (total > (endsInReturn ? limit + 1 : limit)) {
            dropPartial();
            skipping = true;
            tooLong(up);
            return;
        }
        var begun = partial == null ? line.takePartial() : partial;
        partial = begun;
        if (!begun.add(line.heap(), memory, at, to - at)) {
            cut("no unit for the beginning of a line");
        }
    }

    private void dropPartial() {
        if (partial != null) {
            line.givePartial(partial);
            partial = null;
        }
    }

    private void tooLong(Upward up) {
        line.countTooLong();
        int limit = line.options().limitBytes();
        var reader = line.reader();
        if (reader != null) {
            reader.onTooLong(up.session(), limit);
        }
        if (line.options().closeTooLong()) {
            cut("line longer than " + limit + " bytes");
        }
    }

    /// Ends the connection; what comes until then is dropped.
    private void cut(String why) {
        dropPartial();
        skipping = true;
        lower.control(new Abort(why));
    }
}
