// SPDX-License-Identifier: Apache-2.0
/// The event loop: one thread, one turn after the other, and the doors through which other threads reach it.
///
/// One [dev.heddle.runtime.loop.Loop] owns its sockets, timers and watchers; a turn runs the phases prepare,
/// poll, check, io, timers, hand-off, idle and flush, each with a budget. Other threads use a
/// [dev.heddle.runtime.loop.LoopDoor], a [dev.heddle.runtime.loop.MessageQueue] or
/// [dev.heddle.runtime.loop.AsyncWatcher#wake()]; everything else is confined, and says so when it is called
/// from elsewhere.
///
/// Thread: each type's first lines say which. Neighbours below: `queue` (the rings), `poll` (readiness,
/// socket calls).
///
/// Reading order: `Loop`, `Owner`, `Watcher` and its kinds, `MessageQueue`, `Sockets`, then `Stepper` for
/// simulations.
@NullMarked
package dev.heddle.runtime.loop;

import org.jspecify.annotations.NullMarked;
