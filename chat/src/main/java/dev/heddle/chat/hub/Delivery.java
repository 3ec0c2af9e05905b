// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.runtime.unit.Unit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A channel's lines of one turn for one loop and one encoding class: shared bytes, an array of recipients, and
/// the few ranges that single recipients see otherwise (their own lines, or what was said before they joined).
///
/// Thread: made by the hub, then owned by the loop that it was handed to, which calls [#deliver] exactly once.
/// Lifetime: holds one reference of each unit until then. The recipients' array is shared and never written
/// below `count`.
public final class Delivery {
    private final Outlet[] recipients;
    private final int count;
    private final Parts parts;
    private final @Nullable Exceptions exceptions;

    Delivery(Outlet[] recipients, int count, Parts parts, @Nullable Exceptions exceptions) {
        this.recipients = recipients;
        this.count = count;
        this.parts = parts;
        this.exceptions = exceptions;
    }

    /// Gives each recipient its slices: one per part, more only around what it must not see.
    public void deliver() {
        if (exceptions == null) {
            deliverToAll();
        } else {
            deliverAround(exceptions);
        }
        parts.release();
    }

    /// Gives everything back instead: the loop has gone.
    public void discard() {
        if (exceptions != null) {
            exceptions.release();
        }
        parts.release();
    }

    private void deliverToAll() {
        for (int p = 0; p < parts.count; p++) {
            Unit unit = parts.retain(p, count);
            int from = parts.from[p];
            int length = parts.length[p];
            for (int i = 0; i < count; i++) {
                recipients[i].append(unit, from, length);
            }
        }
    }

    private void deliverAround(Exceptions around) {
        long[] order = around.sorted(recipients, count);
        int plain = count - Exceptions.distinct(order);
        for (int p = 0; p < parts.count; p++) {
            if (plain > 0) {
                deliverToPlain(p, parts.retain(p, plain), order);
            }
        }
        for (int k = 0; k < order.length; ) {
            int index = (int) (order[k] >>> 32);
            int next = k;
            while (next < order.length && (int) (order[next] >>> 32) == index) {
                next++;
            }
            deliverSplit(recipients[index], around, order, k, next);
            k = next;
        }
    }

    private void deliverToPlain(int p, Unit unit, long[] order) {
        int k = 0;
        for (int i = 0; i < count; i++) {
            if (k < order.length && (int) (order[k] >>> 32) == i) {
                while (k < order.length && (int) (order[k] >>> 32) == i) {
                    k++;
                }
            } else {
                recipients[i].append(unit, parts.from[p], parts.length[p]);
            }
        }
    }

    private void deliverSplit(Outlet outlet, Exceptions around, long[] order, int fromKey, int toKey) {
        int at = 0;
        for (int k = fromKey; k < toKey; k++) {
            int e = (int) order[k];
            parts.appendRange(outlet, at, around.from[e]);
            around.deliver(e, outlet, parts);
            at = Math.max(at, around.to[e]);
        }
        parts.appendRange(outlet, at, parts.lengthBytes());
    }

    /// The bytes, cut into units at line boundaries.
    static final class Parts {
        private @Nullable Unit[] units = new @Nullable Unit[1];
        private int[] from = new int[1];
        private int[] length = new int[1];
        private int[] base = new int[1];
        private int count;
        private int total;

        /// Takes over one reference.
        void add(Unit unit, int fromBytes, int lengthBytes) {
            if (count == units.length) {
                units = Arrays.copyOf(units, count * 2);
                from = Arrays.copyOf(from, count * 2);
                length = Arrays.copyOf(length, count * 2);
                base = Arrays.copyOf(base, count * 2);
            }
            units[count] = unit;
            from[count] = fromBytes;
            length[count] = lengthBytes;
            base[count] = total;
            total += lengthBytes;
            count++;
        }

        int lengthBytes() {
            return total;
        }

        private Unit unit(int p) {
            Unit unit = units[p];
            if (unit == null) {
                throw new IllegalStateException("delivery: part " + p + " of " + count + " was already delivered");
            }
            return unit;
        }

        private Unit retain(int p, int holders) {
            return unit(p).retain(holders);
        }

        /// Appends `[fromBytes, toBytes)` of the whole, one slice per unit touched.
        private void appendRange(Outlet outlet, int fromBytes, int toBytes) {
            for (int p = 0; p < count && fromBytes < toBytes; p++) {
                int start = Math.max(fromBytes, base[p]);
                int end = Math.min(toBytes, base[p] + length[p]);
                if (start < end) {
                    outlet.append(unit(p).retain(), from[p] + start - base[p], end - start);
                }
            }
        }

        /// A line never straddles units, so a held one is one slice.
        private void holdRange(Outlet outlet, long sequence, int fromBytes, int toBytes) {
            for (int p = 0; p < count; p++) {
                if (fromBytes >= base[p] && toBytes <= base[p] + length[p]) {
                    outlet.hold(sequence, unit(p).retain(), from[p] + fromBytes - base[p], toBytes - fromBytes);
                    return;
                }
            }
        }

        private void release() {
            for (int p = 0; p < count; p++) {
                unit(p).release();
                units[p] = null;
            }
        }
    }

    /// What single recipients see otherwise, in the order of the lines.
    static final class Exceptions {
        private Outlet[] outlets = new Outlet[4];
        private int[] from = new int[4];
        private int[] to = new int[4];
        /// 0: left out; else held for this sequence.
        private long[] sequence = new long[4];
        private @Nullable Unit[] unit = new @Nullable Unit[4];
        private int[] offset = new int[4];
        private int[] length = new int[4];
        private int count;

        boolean isEmpty() {
            return count == 0;
        }

        /// `outlet` does not get `[fromBytes, toBytes)`; with a sequence it gets the same bytes held.
        void add(Outlet outlet, int fromBytes, int toBytes, long heldFor) {
            if (count == outlets.length) {
                grow();
            }
            outlets[count] = outlet;
            from[count] = fromBytes;
            to[count] = toBytes;
            sequence[count] = heldFor;
            count++;
        }

        /// `outlet` gets other bytes in that place, held if there is a sequence. Takes over one reference.
        void replace(Outlet outlet, int fromBytes, int toBytes, long heldFor, Unit by, int byOffset, int byLength) {
            add(outlet, fromBytes, toBytes, heldFor);
            unit[count - 1] = by;
            offset[count - 1] = byOffset;
            length[count - 1] = byLength;
        }

        private void grow() {
            int wider = count * 2;
            outlets = Arrays.copyOf(outlets, wider);
            from = Arrays.copyOf(from, wider);
            to = Arrays.copyOf(to, wider);
            sequence = Arrays.copyOf(sequence, wider);
            unit = Arrays.copyOf(unit, wider);
            offset = Arrays.copyOf(offset, wider);
            length = Arrays.copyOf(length, wider);
        }

        /// (recipient's index, exception's number) packed, by index; exceptions of outlets that left are
        /// dropped.
        private long[] sorted(Outlet[] recipients, int recipientCount) {
            long[] order = new long[count];
            int found = 0;
            int last = -1;
            for (int e = 0; e < count; e++) {
                if (last < 0 || recipients[last] != outlets[e]) {
                    last = indexOf(outlets[e], recipients, recipientCount);
                }
                if (last >= 0) {
                    order[found++] = (long) last << 32 | e;
                } else {
                    releaseReplacement(e);
                }
            }
            long[] exact = found == count ? order : Arrays.copyOf(order, found);
            Arrays.sort(exact);
            return exact;
        }

        /// A scan, because it costs less than a thousandth of the deliveries that it belongs to, and no field
        /// per recipient.
        private static int indexOf(Outlet wanted, Outlet[] recipients, int recipientCount) {
            for (int i = 0; i < recipientCount; i++) {
                if (recipients[i] == wanted) {
                    return i;
                }
            }
            return -1;
        }

        private static int distinct(long[] order) {
            int distinct = 0;
            for (int k = 0; k < order.length; k++) {
                if (k == 0 || order[k] >>> 32 != order[k - 1] >>> 32) {
                    distinct++;
                }
            }
            return distinct;
        }

        private void deliver(int e, Outlet outlet, Parts parts) {
            Unit other = unit[e];
            if (other == null) {
                if (sequence[e] != 0) {
                    parts.holdRange(outlet, sequence[e], from[e], to[e]);
                }
            } else if (sequence[e] == 0) {
                outlet.append(other, offset[e], length[e]);
            } else {
                outlet.hold(sequence[e], other, offset[e], length[e]);
            }
        }

        private void release() {
            for (int e = 0; e < count; e++) {
                releaseReplacement(e);
            }
        }

        private void releaseReplacement(int e) {
            Unit other = unit[e];
            if (other != null) {
                other.release();
            }
        }
    }
}
