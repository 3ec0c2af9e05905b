// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

/// Hears how a message to many recipients went.
@FunctionalInterface
public interface DeliveryListener {
    /// Called once per message, on the table's loop, after it has been offered to every recipient.
    ///
    /// @param delivered ids of the recipients that accepted it, in the order given
    /// @param failed ids of those that did not: stale, full or closed; in the order given
    void onDelivered(long[] delivered, long[] failed);
}
