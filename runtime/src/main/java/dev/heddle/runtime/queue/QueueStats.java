// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import dev.heddle.runtime.status.StatusRow;

/// A queue's figures at one moment, for the status report. They are kept always: counting costs nothing per
/// item, because the indexes are the counters; the rest is counted only where something was refused, waited for
/// or dropped.
///
/// @param label the queue's name
/// @param capacity the most items it holds
/// @param size items in it now; an estimate while either end is busy
/// @param highWater the largest size seen by a drain, by every 64th poll, by a refusal or by this call
/// @param accepted items ever taken over
/// @param refused offers that answered FULL or CLOSED, each item of a batch counted
/// @param consumerWaits how often a consumer went to sleep
/// @param producerWaits how often a producer had to wait for room
/// @param dropped accepted items that went to the disposer instead of a consumer
/// @param wakeups how often a sleeping consumer was woken by an offer
/// @param failedWakeups wake-ups that threw
public record QueueStats(
        String label,
        int capacity,
        int size,
        int highWater,
        long accepted,
        long refused,
        long consumerWaits,
        long producerWaits,
        long dropped,
        long wakeups,
        long failedWakeups) {
    /// Puts the figures into a row of the status report.
    public void fill(StatusRow row) {
        row.count("capacity", capacity)
                .count("size", size)
                .count("highWater", highWater)
                .count("accepted", accepted)
                .count("refused", refused)
                .count("consumerWaits", consumerWaits)
                .count("producerWaits", producerWaits)
                .count("dropped", dropped)
                .count("wakeups", wakeups)
                .count("failedWakeups", failedWakeups);
    }
}
