// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

/// What happens to a message that would take an outbox over its limit, because the peer reads too slowly.
public enum WhenBehind {
    /// The session's end: what is pending is dropped, the connection closed, and the layer above told the
    /// reason.
    CLOSE,
    /// The message's end: it is released, counted, and answered with FULL.
    DROP,
    /// Push.FULL, and `room` is called when half of the limit is free again; the producer keeps a duplicate or
    /// asks [OutboxBytes] before. A message larger than the limit is taken by an empty outbox.
    PUSH_BACK
}
