// SPDX-License-Identifier: Apache-2.0
/// What a client knows: its conversations, who is in them, what was said.
///
/// Purpose: pure state without sockets, clocks or a terminal, for every way to show it. Neighbours below:
/// `wire`. Thread: confined to the client's loop; [Entry] and [Member] are values for any. Reading order:
/// [Entry], [Conversation], [Model].
@NullMarked
package dev.heddle.terminal.model;

import org.jspecify.annotations.NullMarked;
