// SPDX-License-Identifier: Apache-2.0
/// The bottoms of a graph: TCP, Unix sockets and UDP on the sockets of a loop.
///
/// [dev.heddle.runtime.net.Tcp] and its relatives are protocols whose sessions are connections. Reads go into
/// one unit per loop; what is pushed waits as slices in the session's outbox and leaves at the end of the turn
/// with one system call per connection; every time and every backlog has a limit.
///
/// Thread: the graph's loop. Neighbours below: `graph` (the interface that they implement), `loop` and `poll`
/// (sockets), `unit`. Above: `protocols`.
///
/// Reading order: `Tcp`, `TcpOptions`, `Connection`, `StreamFlusher`, `StreamReader`, `Listener`, `Connecting`;
/// the questions that a connection answers are `OutboxBytes`, `Reading`, `EndOutput`, `CloseReason`, `Abort`,
/// `DirectOutput`.
@NullMarked
package dev.heddle.runtime.net;

import org.jspecify.annotations.NullMarked;
