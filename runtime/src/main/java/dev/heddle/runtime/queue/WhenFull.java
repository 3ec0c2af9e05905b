// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

/// What a queue with a policy does with an offer for which it has no room.
///
/// Whatever a policy gives up reaches the queue's disposer and is counted as dropped.
public enum WhenFull {
    /// The offer answers [Offer#FULL] and the item stays with its owner (or waits, if a timeout was given).
    REFUSE,
    /// The front makes room: it is dropped and the new item is accepted.
    DROP_OLDEST,
    /// The new item is dropped: the offer answers [Offer#ACCEPTED], because the queue has taken it over.
    DROP_NEWEST,
    /// A new item replaces a waiting one of the same key, in its place and whether or not there is room; the replaced
    /// one is dropped. An item with a new key is refused when there is no room.
    COALESCE
}
