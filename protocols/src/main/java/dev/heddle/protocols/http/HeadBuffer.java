// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The beginning of a head whose rest has not come, in one piece: in a unit, or in a larger buffer of the loop
/// when it outgrows that. Thread: the loop. Limit: one byte more than the longest head.
final class HeadBuffer {
    private final HttpParts lent;
    private final int most;
    private @Nullable Unit unit;
    private @Nullable MemorySegment large;
    private int length;
    private boolean isNew;

    HeadBuffer(HttpParts lent, int most) {
        this.lent = lent;
        this.most = most;
    }

    int length() {
        return length;
    }

    /// Whether the last [#add] moved the bytes to another place.
    boolean isNew() {
        return isNew;
    }

    MemorySegment bytes() {
        if (large != null) {
            return large;
        }
        if (unit == null) {
            throw new IllegalStateException("head buffer: wanted bytes, got none yet");
        }
        return unit.payload();
    }

    /// Copies bytes to the end; how many, -1: there is no memory for them now.
    int add(MemorySegment from, int fromBytes, int count) {
        isNew = false;
        int wanted = Math.min(count, most - length);
        if (large == null && !hasUnit(length + wanted) && !becomeLarge()) {
            return -1;
        }
        MemorySegment.copy(from, fromBytes, bytes(), length, wanted);
        length += wanted;
        return wanted;
    }

    private boolean hasUnit(int bytes) {
        if (bytes > lent.unitBytes()) {
            return false;
        }
        if (unit == null) {
            unit = lent.takeUnit();
            isNew = true;
        }
        return unit != null;
    }

    private boolean becomeLarge() {
        var bigger = lent.takeLarge();
        if (bigger == null) {
            return false;
        }
        if (unit != null) {
            MemorySegment.copy(unit.payload(), 0, bigger, 0, length);
            unit.release();
            unit = null;
        }
        large = bigger;
        isNew = true;
        return true;
    }

    void release() {
        if (unit != null) {
            unit.release();
            unit = null;
        }
        if (large != null) {
            lent.giveLarge(large);
            large = null;
        }
        length = 0;
    }
}
