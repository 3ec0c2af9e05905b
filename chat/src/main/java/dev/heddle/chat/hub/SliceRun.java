// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.runtime.unit.Unit;
import org.jspecify.annotations.Nullable;

/// Lines for one client that lie behind each other in one unit: they are handed over as one slice, with one
/// reference. An answer of many lines, or a burst from one sender, is one call to the client's loop.
///
/// Thread: the hub. Whoever hands anything else to a loop calls [#handOver] first, so that the order stays.
final class SliceRun {
    private @Nullable Client client;
    /// The handle that the reference was taken from, to know the next line of the same unit by.
    private @Nullable Unit of;

    private @Nullable Unit held;
    private int from;
    private int bytes;

    /// One more line, in `[atBytes, atBytes + lengthBytes)` of a unit that the caller keeps its reference of.
    @SuppressWarnings("ReferenceEquality") // the very handle
    void add(Client to, Unit unit, int atBytes, int lengthBytes) {
        if (client == to && of == unit && from + bytes == atBytes) {
            bytes += lengthBytes;
            return;
        }
        handOver();
        client = to;
        of = unit;
        held = unit.retain();
        from = atBytes;
        bytes = lengthBytes;
    }

    /// Gives what there is to its client's loop.
    void handOver() {
        Client to = client;
        Unit unit = held;
        if (to != null && unit != null) {
            client = null;
            of = null;
            held = null;
            to.loop().append(to.outlet(), unit, from, bytes);
        }
    }
}
