// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.message.Parsed;

/// What another loop tells the hub, in the order in which it happened there.
sealed interface Inbound {
    /// A connection came in.
    record Opened(IrcLink link, Peer peer, RemoteLoop loop) implements Inbound {}

    /// A line came.
    record Said(IrcLink link, Parsed line) implements Inbound {}

    /// The transport has ended.
    record Lost(IrcLink link, String reason) implements Inbound {}

    /// Something that the hub wanted to be told.
    record Told(Runnable what) implements Inbound {}
}
