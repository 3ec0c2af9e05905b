// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import org.jspecify.annotations.Nullable;

/// The modes of a user.
public enum UserMode {
    /// Is a bot.
    BOT('B'),
    /// Hidden from who shares no channel.
    INVISIBLE('i'),
    /// Operator; set by the server only.
    OPERATOR('o'),
    /// Logged in; set by the server only.
    REGISTERED('r'),
    /// Takes private messages only from who is logged in.
    REGISTERED_ONLY('R'),
    /// Takes no CTCP but ACTION.
    NO_CTCP('T'),
    /// Hears WALLOPS.
    WALLOPS('w'),
    /// Connected by TLS; set by the server only.
    SECURE('Z');

    private final char letter;

    UserMode(char letter) {
        this.letter = letter;
    }

    /// The mode letter.
    public char letter() {
        return letter;
    }

    /// The bit in a user's set of modes.
    @SuppressWarnings("EnumOrdinal") // a bit in memory only; nothing stored depends on the order
    public int bit() {
        return 1 << ordinal();
    }

    /// The mode with this letter; null if there is none.
    public static @Nullable UserMode ofLetter(char letter) {
        for (var mode : values()) {
            if (mode.letter == letter) {
                return mode;
            }
        }
        return null;
    }

    /// The bits of these letters; unknown ones are passed over.
    public static int bits(String letters) {
        var bits = 0;
        for (var i = 0; i < letters.length(); i++) {
            var mode = ofLetter(letters.charAt(i));
            bits |= mode == null ? 0 : mode.bit();
        }
        return bits;
    }

    /// The letters of a set of modes.
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
