// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

/// Placeholder of checked mode.
final class Custody {
    private final Unit slot;

    Custody(Unit slot) {
        this.slot = slot;
    }

    Unit slot() {
        return slot;
    }

    Unit retain(int holders) {
        slot.raise(slot.count(), holders);
        return new Unit(slot, this);
    }

    Unit separate() {
        return new Unit(slot, this);
    }

    void release() {
        if (slot.lower(slot.count())) {
            slot.heap.comeHome(slot);
        }
    }

    Unit forReading(String what) {
        return slot;
    }

    Unit forWriting(String what) {
        return slot;
    }
}
