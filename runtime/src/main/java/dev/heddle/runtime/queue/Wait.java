// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

/// How a wait for an item ended.
public enum Wait {
    /// An item is there: the consumer's next poll answers it.
    READY,
    /// The time ran out and nothing was there.
    TIMED_OUT,
    /// The queue is closed and empty: nothing will ever come.
    CLOSED,
    /// The waiting thread was interrupted; its interrupt flag is set again.
    INTERRUPTED
}
