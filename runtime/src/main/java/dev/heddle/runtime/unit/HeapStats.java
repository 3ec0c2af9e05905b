// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import dev.heddle.runtime.status.StatusRow;

/// One look at a heap. Consistent with itself only while nobody allocates or releases.
///
/// @param label the heap's name
/// @param options growth and other options as letters: `E` doubling, `S` shrinks, `C` checked; `-` when there
///     are none
/// @param maxUnits the ceiling, in units
/// @param chunkUnits units of the newest chunk
/// @param chunks chunks made
/// @param units units made: in use, or free
/// @param inUse units whose count is above zero
/// @param highWater units that were ever handed out. Free units are reused last-in first-out, so this is the
///     most that were ever out at once, counting those on their way home
/// @param waits allocations that had to wait
/// @param refusals allocations refused at the ceiling, or whose time ran out
/// @param resting chunks whose pages are given back to the system until they are needed again
public record HeapStats(
        String label,
        String options,
        int maxUnits,
        int chunkUnits,
        int chunks,
        int units,
        int inUse,
        int highWater,
        long waits,
        long refusals,
        int resting) {

    /// Puts the figures into a row of the status report.
    public void fill(StatusRow row) {
        row.count("maximum", maxUnits)
                .text("options", options)
                .count("chunk", chunkUnits)
                .count("units", units)
                .count("chunks", chunks)
                .count("inUse", inUse)
                .count("highWater", highWater)
                .count("waits", waits)
                .count("refusals", refusals)
                .count("resting", resting);
    }
}
