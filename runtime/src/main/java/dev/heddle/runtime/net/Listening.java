// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Participant;
import java.util.List;

/// Where a graph's bottom accepts now, with the ports really bound; asked of a layer. Empty where nothing is.
public record Listening() implements Control<List<Participant>> {
    @Override
    public List<Participant> unsupported() {
        return List.of();
    }
}
