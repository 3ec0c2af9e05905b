// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

/// What of a client's capabilities shows in the bytes of a channel's line: two clients with the same bits and
/// the same framing get the same bytes.
public final class Visible {
    /// message-tags: client-only tags, msgid, bot.
    public static final int TAGS = 1;
    /// server-time.
    public static final int TIME = 2;
    /// account-tag.
    public static final int ACCOUNT = 4;
    /// extended-join.
    public static final int JOIN = 8;
    /// batch: a line inside a batch carries its reference (never in shared lines).
    public static final int BATCH = 16;
    /// draft/multiline, with batch and message-tags: several lines are one message.
    public static final int MULTILINE = 32;

    private Visible() {}
}
