// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;

/// Between the two forms of a message: one slice as three arguments, or a chain.
final class Slices {
    private Slices() {}

    /// A chain of one slice; takes over one reference of the unit.
    static Chain chain(Unit unit, int fromBytes, int lengthBytes) {
        return Chain.of(unit, fromBytes, lengthBytes);
    }
}
