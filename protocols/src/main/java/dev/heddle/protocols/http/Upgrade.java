// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.graph.Participant;
import java.util.Locale;

/// Another protocol that a client may ask for on its connection: what a layer above [Http] enables. Any thread.
///
/// @param name as in the "Upgrade" header, in any case: "websocket"
public record Upgrade(String name) implements Participant {
    /// Keeps the name in lower case.
    public Upgrade {
        name = name.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "upgrade to " + name;
    }
}
