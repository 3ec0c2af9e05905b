// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import dev.heddle.runtime.unit.Unit;

/// Told which member of a [FanOut] did not take a unit.
///
/// Thread: the publishing one.
@FunctionalInterface
public interface FanOutRefusal {
    /// One member refused; the reference meant for it has been released already.
    ///
    /// @param member who refused
    /// @param why FULL or CLOSED
    void onRefused(Sender<Unit> member, Offer why);
}
