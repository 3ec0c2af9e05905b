// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Splits the time of a graph among its layers: a clock that always runs for exactly one of them.
/// Thread: the loop. Cost: two clock readings per crossing, so it is off unless asked for.
final class CostMeter {
    private final Map<Protocol, long[]> costs = new HashMap<>();
    private @Nullable Protocol running;
    private long sinceNanos;

    private static final int PUSHES = 0;
    private static final int POPS = 1;
    private static final int NANOS = 2;

    void add(Protocol layer) {
        costs.put(layer, new long[3]);
    }

    /// The clock runs for this layer now; the answer is for [#leave].
    @Nullable
    Protocol enter(Protocol layer, boolean push) {
        var outer = running;
        charge();
        running = layer;
        var cost = costs.get(layer);
        if (cost != null) {
            cost[push ? PUSHES : POPS]++;
        }
        return outer;
    }

    void leave(@Nullable Protocol outer) {
        charge();
        running = outer;
    }

    private void charge() {
        long now = System.nanoTime();
        var cost = running == null ? null : costs.get(running);
        if (cost != null) {
            cost[NANOS] += now - sinceNanos;
        }
        sinceNanos = now;
    }

    List<LayerCost> costs(Iterable<Protocol> layers) {
        var rows = new ArrayList<LayerCost>();
        for (var layer : layers) {
            var cost = costs.get(layer);
            if (cost != null) {
                rows.add(new LayerCost(layer.label(), cost[PUSHES], cost[POPS], cost[NANOS]));
            }
        }
        return rows;
    }
}
