// SPDX-License-Identifier: Apache-2.0
/// What clients may ask for: one method per command, one file per family, one table
/// ([dev.heddle.chat.command.CommandTable]).
///
/// A handler reads the hub, answers the asker through its [dev.heddle.chat.command.Call], and changes nothing
/// by itself: it emits events. Several targets of one command are several events, each validated after the one
/// before was applied. A handler that must wait (for the store, for a password hash) calls `call.await()`, and
/// goes on in `call.resume(…)`; only its own client waits. An answer of more than 64 lines is a
/// [dev.heddle.chat.command.Cursor].
///
/// Below: `hub`, `store`, `message`. Above: `session`, which queues the lines of each client and calls the
/// table.
/// Thread: the hub. Reading order: `Command`, `CommandTable`, `Call`, `Caller`, then the families.
@NullMarked
package dev.heddle.chat.command;

import org.jspecify.annotations.NullMarked;
