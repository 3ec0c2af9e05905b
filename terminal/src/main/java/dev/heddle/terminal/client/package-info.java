// SPDX-License-Identifier: Apache-2.0
/// A client of one server: gets in, stays in, and keeps the model as the server says.
///
/// Purpose: everything that a client does whatever it looks like. It tells what happens as [ClientEvent]s.
/// Neighbours below: `link`, `model`, `wire`. Thread: one loop; [ClientThread] is the way in for others.
/// Reading order: [Client], [Handshake], [Incoming], [Unconfirmed], [HistoryPages], [ClientThread].
@NullMarked
package dev.heddle.terminal.client;

import org.jspecify.annotations.NullMarked;
