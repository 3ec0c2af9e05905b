// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import dev.heddle.runtime.status.StatusRow;

/// A snapshot of one queue's figures.
///
/// @param label the queue's label
/// @param length requests in it now, the active one included
/// @param lengthBytes the sum of their lengths
/// @param highWater the greatest length so far
/// @param added requests accepted so far
/// @param done ended with a value
/// @param failed ended with a failure, those failed by the close included
/// @param cancelled ended by cancel or abandon
/// @param timedOut ended by a deadline
/// @param refused not accepted: full or closed
/// @param stalls reports of the watchdog
/// @param longestWaitNanos the longest time between add and trigger
public record RequestQueueStats(
        String label,
        int length,
        long lengthBytes,
        int highWater,
        long added,
        long done,
        long failed,
        long cancelled,
        long timedOut,
        long refused,
        long stalls,
        long longestWaitNanos) {
    /// Puts the figures into a row of the status report.
    public void fill(StatusRow row) {
        row.count("length", length)
                .count("lengthBytes", lengthBytes)
                .count("highWater", highWater)
                .count("added", added)
                .count("done", done)
                .count("failed", failed)
                .count("cancelled", cancelled)
                .count("timedOut", timedOut)
                .count("refused", refused)
                .count("stalls", stalls)
                .count("longestWaitNanos", longestWaitNanos);
    }
}
