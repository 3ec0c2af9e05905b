// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import java.util.List;

/// A snapshot of a group's figures.
///
/// @param label the group's label
/// @param workers how many there are
/// @param busy how many are handling an exchange now
/// @param handled exchanges handled so far
/// @param failed of these, those whose handler threw or did not finish
/// @param refused offers answered FULL or CLOSED
/// @param replaced threads that died and were replaced
/// @param queued exchanges that wait, per inbound queue: one per worker, or one for all
public record WorkerStats(
        String label,
        int workers,
        int busy,
        long handled,
        long failed,
        long refused,
        long replaced,
        List<Integer> queued) {
    /** A copy of the list is kept. */
    public WorkerStats {
        queued = List.copyOf(queued);
    }
}
