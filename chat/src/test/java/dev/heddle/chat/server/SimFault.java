// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

/// Bugs that the simulation can put into a server, to show that it catches them.
enum SimFault {
    /// The server as it is.
    NONE,
    /// The store says that everything is settled before it has committed: an echo leaves before its barrier.
    ECHO_BEFORE_COMMIT,
    /// The store takes a message and forgets it.
    FORGOTTEN_MESSAGE,
    /// What a turn of the hub had for the other loop never gets there.
    LOST_BATCH,
    /// Two turns of the hub reach the other loop in the wrong order.
    SWAPPED_BATCHES,
    /// A client's line is handed to the hub twice.
    REPEATED_LINE,
    /// The hub is not told that a connection has ended.
    LOST_END,
    /// Somebody who is no member is sent a channel's message.
    OVERHEARD,
    /// A unit is retained once too often.
    LEAKED_UNIT
}
