// SPDX-License-Identifier: Apache-2.0
/// Readiness and socket calls: the one small interface below the event loop, and its backends.
///
/// A [dev.heddle.runtime.poll.Poller] belongs to one loop and is confined to its thread, except for
/// [dev.heddle.runtime.poll.Poller#wake()]. Sockets are small non-negative integers (handles), so that a loop
/// keeps what it knows of a connection in arrays and an idle connection costs a few bytes and no object.
///
/// Reading order: `Poller`, `SocketFault`, then one backend: `EpollPoller` (Linux, through java.lang.foreign),
/// `NioPoller` (portable), `ScriptedPoller` with its `ScriptedNetwork` (in memory, for tests and simulation).
///
/// Neighbours: nothing below but the JDK; `loop` above is the only caller. Source: docs/decisions/0030.
@NullMarked
package dev.heddle.runtime.poll;

import org.jspecify.annotations.NullMarked;
