// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Tags;
import org.jspecify.annotations.Nullable;

/// One event of the history, with all that is needed to play it back.
///
/// @param id sequence and salt; the msgid
/// @param timeMillis since 1970, UTC; should not decrease with the sequence (a page by time relies on it)
/// @param kind the command
/// @param source the sender's mask at that time
/// @param account the sender's account as displayed, null if there was none
/// @param target as displayed: the channel or nick it was sent to; the channel of an event; empty for QUIT and NICK
/// @param tags client-only tags
/// @param text the last parameter: message, reason, topic, mode change, new nick; a KICK is `nick reason`
/// @param bot whether the sender was marked as a bot
public record HistoryEntry(
        MessageId id,
        long timeMillis,
        EntryKind kind,
        String source,
        @Nullable String account,
        String target,
        Tags tags,
        String text,
        boolean bot) {}
