// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import org.jspecify.annotations.Nullable;

/// What an object extends to stand in an [IntrusiveQueue] without a cell of its own.
///
/// Thread: the owner of the queue that it stands in.
public abstract class QueueNode {
    @Nullable
    QueueNode next;

    @Nullable
    QueueNode previous;

    @Nullable
    IntrusiveQueue<?> queue;

    /// A node that stands in no queue.
    protected QueueNode() {}

    /// The label of the queue that it stands in; null: in none.
    public final @Nullable String queueLabel() {
        return queue == null ? null : queue.label();
    }
}
