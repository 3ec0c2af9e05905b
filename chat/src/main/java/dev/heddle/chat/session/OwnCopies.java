// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import dev.heddle.runtime.unit.Allocator;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// A slow reader's own copies: instead of a little of many units that are everybody's, it keeps a few units
/// that are full.
///
/// Thread: the connection's loop. Lifetime: holds one reference of the unit that is being filled until
/// [#release()]; each copy has one of its own.
final class OwnCopies {
    private @Nullable Unit unit;
    private int used;
    private int at;

    /// Copies a slice and lets the shared unit go. Null: there is no room, and nothing was let go.
    @Nullable
    Unit copy(Allocator from, Unit shared, int offsetBytes, int lengthBytes) {
        Unit own = unit;
        if (own == null || own.capacityBytes() - used < lengthBytes) {
            own = from.tryAllocate();
            if (own == null || own.capacityBytes() < lengthBytes) {
                if (own != null) {
                    own.release();
                }
                return null;
            }
            release();
            unit = own;
        }
        MemorySegment.copy(
                shared.payload(),
                ValueLayout.JAVA_BYTE,
                offsetBytes,
                own.payload(),
                ValueLayout.JAVA_BYTE,
                used,
                lengthBytes);
        at = used;
        used += lengthBytes;
        shared.release();
        return own.retain();
    }

    /// Where the last copy begins in its unit.
    int offsetBytes() {
        return at;
    }

    void release() {
        Unit own = unit;
        if (own != null) {
            unit = null;
            used = 0;
            own.release();
        }
    }
}
