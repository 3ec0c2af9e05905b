// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;

/// Whether one layer can sit on another: their services agree, and neither leaves out a handler that the
/// other calls.
final class Handlers {
    private Handlers() {}

    static void check(String label, Protocol upper, Protocol below) {
        if (upper.needs() != below.provides()) {
            throw new GraphException("layer " + label + " cannot sit on " + below.label() + ": it needs "
                    + upper.needs() + ", " + below.label() + " provides " + below.provides());
        }
        require(label, upper, below, "openDone", Session.class);
        if (!has(upper, "demux", Session.class, Unit.class, int.class, int.class)) {
            require(label, upper, below, "demux", Session.class, Chain.class);
        }
        // One way to open is enough: a layer may offer the active or the passive one only.
        if (!has(below, "open", Protocol.class, Participants.class)) {
            requireBelow(label, below, "openEnable");
            requireBelow(label, below, "openDisable");
        }
    }

    private static void require(String label, Protocol layer, Protocol below, String name, Class<?>... parameters) {
        if (!has(layer, name, parameters)) {
            throw new GraphException(
                    "layer " + label + ": missing handler " + name + ", which " + below.label() + " below it calls");
        }
    }

    private static void requireBelow(String label, Protocol below, String name) {
        if (!has(below, name, Protocol.class, Participants.class)) {
            throw new GraphException(
                    "layer " + below.label() + ": missing handler " + name + ", which " + label + " above it calls");
        }
    }

    private static boolean has(Protocol layer, String name, Class<?>... parameters) {
        try {
            return layer.getClass().getMethod(name, parameters).getDeclaringClass() != Protocol.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("Protocol." + name + " is not there", e);
        }
    }
}
