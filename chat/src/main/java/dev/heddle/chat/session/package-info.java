// SPDX-License-Identifier: Apache-2.0
/// One connection after the other: the lines that wait, flood control, silence, and the outbox behind the
/// store's barrier. Nothing here knows a socket.
///
/// **How a transport is wired to the hub** (all on the hub's loop unless said otherwise):
/// 1. `new Hub(settings, casemapping, clock, random, store, batchHeap)`, then `Services.of(hub, passwords,
///    hooks)`, `services.directory().load(executor, ready)`, `new Connections(services)`. Nobody is let in
///    before `ready`.
/// 2. One [dev.heddle.chat.hub.LoopPort] per loop: [dev.heddle.chat.session.LocalLoop] for the hub's own; for
///    another loop one that collects the calls of a turn and posts them in one piece in `endOfTurn`.
/// 3. Per connection an [dev.heddle.chat.session.Outbox] over a `Sink` (the transport), and
///    `connections.open(loopPort, outbox, framing, peer)`. The sink's `exceeded` closes the socket and calls
///    `connection.onClosed("SendQ exceeded")`; its end calls `outbox.gone()` and `connection.onClosed(reason)`.
/// 4. Lines are parsed on the connection's loop and reach `connection.onLine(parsed)` on the hub's, in order
/// of arrival.
/// 5. Each turn ends with `connections.turn()`; there must be one at `connections.nextTurnNanos()` at the
/// latest.
/// 6. `store.onSettled(wake)` leads, on the hub's loop, to `connections.settled()`.
///
/// Below: `command`, `hub`. Above: `server`. Reading order: `Connections`, `Connection`, `Outbox`, `LocalLoop`.
@NullMarked
package dev.heddle.chat.session;

import org.jspecify.annotations.NullMarked;
