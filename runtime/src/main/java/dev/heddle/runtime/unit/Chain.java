// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A message: slices of units, one after the other, none of them copied. Each slice holds one share of its
/// unit.
///
/// Thread: one holder at a time, who may hand it on through a queue.
///
/// Lifetime: [#of] takes over the unit. Whoever holds a chain releases it, or passes it to something that takes
/// it over; after that the object is dead for him. A chain is never without a unit until it is released, though
/// it may be empty, so headers can always be prepended.
///
/// Limits: 2^31-1 bytes; as many slices as the heaps have units.
public final class Chain {
    /* The first chain over a unit is kept with the unit and used again, so that a message costs no garbage. It is taken
    only by the unit's sole holder. As long as it is in use it holds a share of that unit, which nobody else can then be
    the sole holder of; a chain that gives up the unit it was made for forgets it first (`origin`). */

    private static final int FEW = 2;
    private static final int RELEASED = -1;

    /// Slices `first` to `end - 1`: `units[i]`, from `spans[2 i]` counted from the payload's start, `spans[2
    /// i + 1]` long.
    private @Nullable Unit[] units = new @Nullable Unit[FEW];

    private int[] spans = new int[2 * FEW];
    private int first;
    private int end;
    private int lengthBytes = RELEASED;
    private @Nullable Unit origin;

    private Chain() {}

    /// A chain of one slice: the unit's bytes from 0 to its length. Takes over the unit.
    public static Chain of(Unit unit) {
        return of(unit, 0, unit.lengthBytes());
    }

    /// A chain of one slice. Takes over the unit.
    ///
    /// @param offsetBytes from the start of the payload; down to minus the headroom
    /// @param lengthBytes zero or more
    public static Chain of(Unit unit, int offsetBytes, int lengthBytes) {
        Chain chain = forUnit(unit);
        chain.lengthBytes = 0;
        chain.append(unit, offsetBytes, lengthBytes);
        return chain;
    }

    /// The sum of all slices.
    public int lengthBytes() {
        checkHeld();
        return lengthBytes;
    }

    /// Makes room in front and answers it, to be filled by the caller. It is taken from what lies in front of
    /// the first slice if that unit has no other holder, else from a unit of the same heap.
    ///
    /// @param headerBytes at least 1, at most the room of a unit
    /// @throws HeapExhaustedException when a header unit is needed and the heap is at its ceiling; nothing
    ///     has changed
    public MemorySegment prepend(int headerBytes) {
        checkHeld();
        require(headerBytes >= 1, "prepend", "at least 1 byte", headerBytes);
        Unit unit = at(first);
        int headroom = unit.headroomBytes();
        int offset = spans[2 * first];
        if (headerBytes > offset + headroom || !unit.isSole()) {
            unit = headerUnit(unit, headerBytes);
            offset = unit.capacityBytes();
            insertFront(unit, offset);
        }
        spans[2 * first] = offset - headerBytes;
        spans[2 * first + 1] += headerBytes;
        lengthBytes += headerBytes;
        return unit.room().asSlice(headroom + offset - headerBytes, headerBytes);
    }

    /// The first bytes, to be read, in one piece: a view of the first slice, or a copy if they lie in several.
    /// Valid until the chain is changed or released.
    ///
    /// @param headerBytes 0 to the length
    public MemorySegment peek(int headerBytes) {
        requireWithin("peek", headerBytes);
        int at = first;
        while (at < end - 1 && spans[2 * at + 1] == 0) {
            at++;
        }
        if (headerBytes <= spans[2 * at + 1]) {
            Unit unit = at(at);
            return unit.room().asSlice(unit.headroomBytes() + spans[2 * at], headerBytes);
        }
        MemorySegment copy = MemorySegment.ofArray(new byte[headerBytes]);
        copyTo(0, copy, 0, headerBytes);
        return copy.asReadOnly();
    }

    /// Drops bytes from the front, and releases the units that are used up.
    ///
    /// @param headerBytes 0 to the length
    public void skip(int headerBytes) {
        requireWithin("skip", headerBytes);
        lengthBytes -= headerBytes;
        int left = headerBytes;
        while (first < end - 1 && left >= spans[2 * first + 1]) {
            left -= spans[2 * first + 1];
            drop(first++);
        }
        spans[2 * first] += left;
        spans[2 * first + 1] -= left;
    }

    /// Keeps the first bytes and drops the rest, releasing its units.
    ///
    /// @param lengthBytes 0 to the length
    public void truncate(int lengthBytes) {
        requireWithin("truncate", lengthBytes);
        int surplus = this.lengthBytes - lengthBytes;
        this.lengthBytes = lengthBytes;
        while (end - 1 > first && surplus >= spans[2 * end - 1]) {
            surplus -= spans[2 * end - 1];
            drop(--end);
        }
        spans[2 * end - 1] -= surplus;
    }

    /// Cuts the chain in two: this one keeps the bytes before the position, the result, the caller's, has the
    /// rest. A unit that is cut gets one more holder.
    ///
    /// @param atBytes 0 to the length
    @CheckReturnValue
    public Chain split(int atBytes) {
        requireWithin("split", atBytes);
        int at = first;
        int within = atBytes;
        while (at < end - 1 && within >= spans[2 * at + 1]) {
            within -= spans[2 * at + 1];
            at++;
        }
        var rest = new Chain();
        rest.lengthBytes = 0;
        if (within > 0 || at == first) { // both halves need the unit
            rest.append(at(at).retain(), spans[2 * at] + within, spans[2 * at + 1] - within);
            spans[2 * at + 1] = within;
            at++;
        }
        for (int i = at; i < end; i++) {
            Unit unit = at(i);
            letGo(unit);
            rest.append(unit, spans[2 * i], spans[2 * i + 1]);
            units[i] = null;
        }
        end = at;
        lengthBytes = atBytes;
        return rest;
    }

    /// Appends another chain, which is taken over: forget it.
    ///
    /// @return this
    public Chain join(Chain tail) {
        checkHeld();
        tail.checkHeld();
        if (tail == this) {
            throw new IllegalArgumentException(this + ": join: wanted another chain, got itself");
        }
        if (tail.lengthBytes > Integer.MAX_VALUE - lengthBytes) {
            throw new IllegalArgumentException(
                    this + ": join: wanted at most 2^31-1 bytes, got " + tail.lengthBytes + " more");
        }
        for (int i = tail.first; i < tail.end; i++) {
            Unit unit = tail.at(i);
            if (tail.spans[2 * i + 1] == 0) {
                tail.letGo(unit);
                unit.release();
            } else {
                append(unit, tail.spans[2 * i], tail.spans[2 * i + 1]);
            }
            tail.units[i] = null;
        }
        tail.clear();
        return this;
    }

    /// Appends a slice of a unit, which is taken over.
    ///
    /// @param offsetBytes from the start of the payload; down to minus the headroom
    /// @param lengthBytes zero or more
    public void append(Unit unit, int offsetBytes, int lengthBytes) {
        checkHeld();
        Objects.checkFromIndexSize(
                offsetBytes + unit.headroomBytes(), lengthBytes, unit.headroomBytes() + unit.capacityBytes());
        if (end == units.length) {
            makeRoomBehind();
        }
        units[end] = unit;
        spans[2 * end] = offsetBytes;
        spans[2 * end + 1] = lengthBytes;
        end++;
        this.lengthBytes += lengthBytes;
    }

    /// A second chain over the same bytes, the caller's: one more holder for each unit. While it lives, neither
    /// chain can put headers into the shared headroom.
    @CheckReturnValue
    public Chain duplicate() {
        checkHeld();
        var copy = new Chain();
        copy.lengthBytes = 0;
        for (int i = first; i < end; i++) {
            copy.append(at(i).retain(), spans[2 * i], spans[2 * i + 1]);
        }
        return copy;
    }

    /// Shows all slices that are not empty, front first.
    public void forEachSlice(SliceReader reader) {
        checkHeld();
        for (int i = first; i < end; i++) {
            if (spans[2 * i + 1] > 0) {
                reader.onSlice(at(i), spans[2 * i], spans[2 * i + 1]);
            }
        }
    }

    /// Copies bytes out: so many, from a position in this chain, to a position in `to`.
    public void copyTo(int atBytes, MemorySegment to, long toBytes, int lengthBytes) {
        checkHeld();
        Objects.checkFromIndexSize(atBytes, lengthBytes, this.lengthBytes);
        int skip = atBytes;
        int left = lengthBytes;
        long target = toBytes;
        for (int i = first; left > 0; i++) {
            Unit unit = at(i);
            int piece = Math.clamp(spans[2 * i + 1] - (long) skip, 0, left);
            if (piece > 0) {
                MemorySegment.copy(unit.room(), (long) unit.headroomBytes() + spans[2 * i] + skip, to, target, piece);
            }
            skip = Math.max(0, skip - spans[2 * i + 1]);
            left -= piece;
            target += piece;
        }
    }

    /// The byte at a position.
    public byte getByte(int atBytes) {
        checkHeld();
        Objects.checkIndex(atBytes, lengthBytes);
        int i = first;
        int at = atBytes;
        while (at >= spans[2 * i + 1]) {
            at -= spans[2 * i + 1];
            i++;
        }
        Unit unit = at(i);
        return unit.room().get(ValueLayout.JAVA_BYTE, (long) unit.headroomBytes() + spans[2 * i] + at);
    }

    /// Releases all units; the chain is dead for the caller.
    ///
    /// @throws IllegalStateException when it was released or taken over already
    public void release() {
        checkHeld();
        int from = first;
        int to = end;
        clear();
        Unit last = null; // with the unit that keeps this object, the object goes too: that one comes last
        for (int i = from; i < to; i++) {
            Unit unit = at(i);
            units[i] = null;
            if (unit == origin && last == null) {
                last = unit;
            } else {
                unit.release();
            }
        }
        if (last != null) {
            last.release();
        }
    }

    @Override
    public String toString() {
        return lengthBytes == RELEASED ? "released chain" : "chain of " + lengthBytes + " bytes in " + (end - first);
    }

    private static Chain forUnit(Unit unit) {
        if (unit.isChecked() || !unit.isSole()) {
            return new Chain();
        }
        Chain kept = unit.chain;
        if (kept == null || kept.lengthBytes != RELEASED) {
            kept = new Chain();
            kept.origin = unit;
            unit.chain = kept;
        }
        return kept;
    }

    private Unit at(int i) {
        Unit unit = units[i];
        assert unit != null : this + ": no unit at slice " + i;
        return unit;
    }

    private Unit headerUnit(Unit like, int headerBytes) {
        int room = like.headroomBytes() + like.capacityBytes();
        if (headerBytes > room) {
            require(false, "prepend", "at most " + room + " bytes", headerBytes);
        }
        Unit unit = like.heap.allocate();
        unit.lengthBytes(unit.capacityBytes());
        return unit;
    }

    private void insertFront(Unit unit, int offset) {
        if (first == 0) {
            makeRoomInFront();
        }
        first--;
        units[first] = unit;
        spans[2 * first] = offset;
        spans[2 * first + 1] = 0;
    }

    private void makeRoomInFront() {
        int count = end;
        int shift = Math.max(FEW, count);
        var grownUnits = new @Nullable Unit[count + shift];
        var grownSpans = new int[2 * (count + shift)];
        System.arraycopy(units, 0, grownUnits, shift, count);
        System.arraycopy(spans, 0, grownSpans, 2 * shift, 2 * count);
        units = grownUnits;
        spans = grownSpans;
        first = shift;
        end = shift + count;
    }

    private void makeRoomBehind() {
        int count = end - first;
        if (first > 0 && first >= count) { // used up in front: move down instead of growing
            System.arraycopy(units, first, units, 0, count);
            System.arraycopy(spans, 2 * first, spans, 0, 2 * count);
            Arrays.fill(units, count, end, null);
            first = 0;
            end = count;
        } else {
            units = Arrays.copyOf(units, 2 * units.length);
            spans = Arrays.copyOf(spans, 2 * spans.length);
        }
    }

    private void drop(int i) {
        Unit unit = at(i);
        letGo(unit);
        units[i] = null;
        unit.release();
    }

    /// Before the share of a unit is given up or moved to another chain.
    private void letGo(Unit unit) {
        if (unit == origin) {
            unit.chain = null;
            origin = null;
        }
    }

    private void clear() {
        first = 0;
        end = 0;
        lengthBytes = RELEASED;
    }

    private void checkHeld() {
        if (lengthBytes == RELEASED) {
            throw new IllegalStateException("chain: wanted one that is held, got one that was released or taken over");
        }
    }

    private void requireWithin(String what, int bytes) {
        checkHeld();
        if (bytes < 0 || bytes > lengthBytes) { // the text is only made here
            require(false, what, "0 to " + lengthBytes + " bytes", bytes);
        }
    }

    private void require(boolean holds, String what, String wanted, int got) {
        if (!holds) {
            throw new IllegalArgumentException(this + ": " + what + ": wanted " + wanted + ", got " + got);
        }
    }
}
