// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

/// What became of an offered item.
public enum Offer {
    /// The queue owns the item now.
    ACCEPTED,
    /// No room, or none in the time given; the item is still the caller's.
    FULL,
    /// The queue takes nothing any more and never will again; the item is still the caller's.
    CLOSED
}
