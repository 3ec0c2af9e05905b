// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import org.jspecify.annotations.Nullable;

/// The modes of a channel, except the ranks of [Prefix].
///
/// Letter q is the rank founder, so quieting is the mute extended ban (`+b ~m:mask`), not a list of its own.
public enum ChannelMode {
    /// Who may not join or speak.
    BAN('b', Takes.LIST),
    /// Whom bans do not mean.
    EXCEPT('e', Takes.LIST),
    /// Who needs no invitation.
    INVITE_EXCEPT('I', Takes.LIST),
    /// Needed to join; taken away with any parameter.
    KEY('k', Takes.ALWAYS),
    /// How many may be in it.
    LIMIT('l', Takes.WHEN_SET),
    /// No formatting codes.
    NO_FORMATTING('c', Takes.NOTHING),
    /// No CTCP but ACTION.
    NO_CTCP('C', Takes.NOTHING),
    /// By invitation only.
    INVITE_ONLY('i', Takes.NOTHING),
    /// Only voiced members speak.
    MODERATED('m', Takes.NOTHING),
    /// Only who is logged in speaks.
    MODERATED_REGISTERED('M', Takes.NOTHING),
    /// No messages from outside.
    NO_OUTSIDE('n', Takes.NOTHING),
    /// Only who is logged in joins.
    REGISTERED_ONLY('R', Takes.NOTHING),
    /// Shown when the channel is registered; set by the server only.
    REGISTERED('r', Takes.NOTHING),
    /// Hidden from who is not in it.
    SECRET('s', Takes.NOTHING),
    /// Only operators set the topic.
    TOPIC_LOCKED('t', Takes.NOTHING);

    /// When a mode has a parameter: the four groups of CHANMODES.
    public enum Takes {
        /// A mask; without one the list is shown.
        LIST,
        /// Setting and unsetting.
        ALWAYS,
        /// Setting only.
        WHEN_SET,
        /// Never.
        NOTHING
    }

    private static final ChannelMode[] BY_LETTER = new ChannelMode[128];

    static {
        for (var mode : values()) {
            BY_LETTER[mode.letter] = mode;
        }
    }

    private final char letter;
    private final Takes takes;

    ChannelMode(char letter, Takes takes) {
        this.letter = letter;
        this.takes = takes;
    }

    /// The mode letter.
    public char letter() {
        return letter;
    }

    /// When it has a parameter.
    public Takes takes() {
        return takes;
    }

    /// The bit in a channel's set of modes.
    @SuppressWarnings("EnumOrdinal") // a bit in memory only; nothing stored depends on the order
    public int bit() {
        return 1 << ordinal();
    }

    /// The mode with this letter; null if there is none (it may be a [Prefix]).
    public static @Nullable ChannelMode ofLetter(char letter) {
        return letter < 128 ? BY_LETTER[letter] : null;
    }

    /// The value of the CHANMODES token.
    public static String token() {
        var out = new StringBuilder();
        for (var group : Takes.values()) {
            if (group != Takes.LIST) {
                out.append(',');
            }
            for (var mode : values()) {
                if (mode.takes == group) {
                    out.append(mode.letter);
                }
            }
        }
        return out.toString();
    }

    /// The letters of a set of modes without parameter, in the order of this table.
    public static String letters(int modes) {
        var out = new StringBuilder();
        for (var mode : values()) {
            if ((modes & mode.bit()) != 0) {
                out.append(mode.letter);
            }
        }
        return out.toString();
    }
}
