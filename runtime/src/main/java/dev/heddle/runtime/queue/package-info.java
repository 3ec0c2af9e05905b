// SPDX-License-Identifier: Apache-2.0
/// Bounded queues: how units and everything else pass from one thread to another.
///
/// Below: `unit`. Above: `loop`, `request`, `worker` and everything that hands something over.
///
/// Thread: each class says in its first lines how many producers and consumers it has. Nothing here starts a
/// thread.
///
/// Ownership: an item belongs to the queue from the answer ACCEPTED until poll, drain or cycle gives it out;
/// what is left at the end goes to the disposer, once.
///
/// Reading order: [Sender][dev.heddle.runtime.queue.Sender], [Receiver][dev.heddle.runtime.queue.Receiver],
/// [BoundedQueue][dev.heddle.runtime.queue.BoundedQueue], then
/// [MpscQueue][dev.heddle.runtime.queue.MpscQueue] and [SpscQueue][dev.heddle.runtime.queue.SpscQueue],
/// [MpmcQueue][dev.heddle.runtime.queue.MpmcQueue], [ConfinedQueue][dev.heddle.runtime.queue.ConfinedQueue],
/// [IntrusiveQueue][dev.heddle.runtime.queue.IntrusiveQueue], [FanOut][dev.heddle.runtime.queue.FanOut],
/// [BroadcastRing][dev.heddle.runtime.queue.BroadcastRing].
@NullMarked
package dev.heddle.runtime.queue;

import org.jspecify.annotations.NullMarked;
