// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Those members of one channel that share a loop, a framing and the visible capabilities: they get the same
/// bytes.
///
/// Thread: the hub. The array is shared with deliveries on the way: joining appends behind their count, leaving
/// makes a new array, so what was handed over never changes. The lines of the turn lie in `bytes` until
/// [Fanout] packs them into units.
final class Audience {
    final LoopPort loop;
    final Framing framing;
    final int visible;
    private Outlet[] outlets = new Outlet[2];
    private int count;
    byte[] bytes = NOTHING;
    int length;
    int[] ends = NO_ENDS;
    int lines;
    Delivery.@Nullable Exceptions exceptions;

    private static final byte[] NOTHING = {};
    private static final int[] NO_ENDS = {};

    Audience(LoopPort loop, Framing framing, int visible) {
        this.loop = loop;
        this.framing = framing;
        this.visible = visible;
    }

    int count() {
        return count;
    }

    Outlet[] outlets() {
        return outlets;
    }

    /// A member who comes in the middle of a turn does not see what was said before.
    void add(Outlet outlet) {
        if (count == outlets.length) {
            outlets = Arrays.copyOf(outlets, count * 2);
        }
        outlets[count++] = outlet;
        if (length > 0) {
            except(outlet, 0, length, 0);
        }
    }

    /// The caller has flushed: who leaves has seen what was said while it was here.
    void remove(Outlet outlet) {
        int at = 0;
        while (outlets[at] != outlet) {
            at++;
        }
        Outlet[] fewer = new Outlet[Math.max(2, count - 1 + (count >> 3))];
        System.arraycopy(outlets, 0, fewer, 0, at);
        System.arraycopy(outlets, at + 1, fewer, at, count - at - 1);
        outlets = fewer;
        count--;
    }

    boolean has(Outlet outlet) {
        for (int i = 0; i < count; i++) {
            if (outlets[i] == outlet) {
                return true;
            }
        }
        return false;
    }

    void except(Outlet outlet, int from, int to, long heldFor) {
        exceptions().add(outlet, from, to, heldFor);
    }

    Delivery.Exceptions exceptions() {
        Delivery.Exceptions known = exceptions;
        if (known == null) {
            known = new Delivery.Exceptions();
            exceptions = known;
        }
        return known;
    }

    /// Appends one framed line of `lineBytes` bytes at most; answers where it begins. The caller then sets
    /// the length.
    int room(int lineBytes) {
        if (bytes.length - length < lineBytes) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + lineBytes));
        }
        if (lines == ends.length) {
            ends = Arrays.copyOf(ends, Math.max(8, lines * 2));
        }
        return length;
    }

    void lineEndsAt(int end) {
        length = end;
        ends[lines++] = end;
    }

    /// Forgets the turn's lines; a large buffer is not kept for a channel that may stay quiet.
    void clear(int keepBytes) {
        length = 0;
        lines = 0;
        exceptions = null;
        if (bytes.length > keepBytes) {
            bytes = NOTHING;
            ends = NO_ENDS;
        }
    }
}
