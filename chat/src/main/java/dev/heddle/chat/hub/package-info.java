// SPDX-License-Identifier: Apache-2.0
/// The heart of the chat server: one owner of users, channels and memberships, changed by events only, and the
/// fan-out of what they cause.
///
/// State ([dev.heddle.chat.hub.Hub], `User`, `Channel`, `Membership`, `Client`) is readable by everybody above
/// and changed by nobody but `Hub.apply`. Effects go out through the ports [dev.heddle.chat.hub.LoopPort],
/// [dev.heddle.chat.hub.Outlet] and [dev.heddle.chat.hub.Framing]: a channel's lines of one turn are encoded
/// once per class of recipients, packed into units, and handed to each loop as one
/// [dev.heddle.chat.hub.Delivery].
///
/// Order: each client sees each channel's lines, and the answers to its own commands, in the order in which the
/// hub took them up. Within one turn, lines of different channels may change places.
///
/// Below: `store`, `message`, and from the runtime `unit` and `queue`. Above: `command`, `session`, `server`.
/// Thread: the hub (loop 0, or whoever steps a simulation); deliveries and outlets belong to their loops.
/// Reading order: `Event`, `Hub`, `User`, `Channel`; `MessageEvents`; `Fanout`, `Audience`, `Delivery`;
/// `Recorder`.
@NullMarked
package dev.heddle.chat.hub;

import org.jspecify.annotations.NullMarked;
