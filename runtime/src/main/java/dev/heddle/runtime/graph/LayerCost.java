// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

/// What one layer has cost so far in a measured graph.
///
/// @param layer its label
/// @param pushes messages down through it
/// @param pops messages up through it
/// @param nanos time spent in it, that in the layers it called left out
public record LayerCost(String layer, long pushes, long pops, long nanos) {
    /// Mean per message in nanoseconds; 0 without messages.
    public long nanosPerMessage() {
        long messages = pushes + pops;
        return messages == 0 ? 0 : nanos / messages;
    }
}
