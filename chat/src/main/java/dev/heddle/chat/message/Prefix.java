// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import org.jspecify.annotations.Nullable;

/// The ranks of a member in a channel, highest first.
public enum Prefix {
    /// `~`, mode q.
    FOUNDER('q', '~'),
    /// `&`, mode a.
    PROTECTED('a', '&'),
    /// `@`, mode o.
    OPERATOR('o', '@'),
    /// `%`, mode h.
    HALF_OPERATOR('h', '%'),
    /// `+`, mode v.
    VOICE('v', '+');

    /// The value of the PREFIX token.
    public static final String TOKEN = "(qaohv)~&@%+";

    private static final Prefix[] ALL = values();

    private final char letter;
    private final char symbol;

    Prefix(char letter, char symbol) {
        this.letter = letter;
        this.symbol = symbol;
    }

    /// The mode letter.
    public char letter() {
        return letter;
    }

    /// The symbol before a nick.
    public char symbol() {
        return symbol;
    }

    /// The bit in a member's set of ranks; a higher rank is a lower bit.
    @SuppressWarnings("EnumOrdinal") // a bit in memory only; nothing stored depends on the order
    public int bit() {
        return 1 << ordinal();
    }

    /// Whether the set of ranks holds this one or a higher one.
    public boolean isReachedBy(int ranks) {
        return (ranks & bit() * 2 - 1) != 0;
    }

    /// The symbols of a set of ranks, highest first; only the highest unless `all` (multi-prefix).
    public static String symbols(int ranks, boolean all) {
        if (ranks == 0) {
            return "";
        }
        var out = new StringBuilder(ALL.length);
        for (var prefix : ALL) {
            if ((ranks & prefix.bit()) != 0) {
                out.append(prefix.symbol);
                if (!all) {
                    break;
                }
            }
        }
        return out.toString();
    }

    /// The rank with this mode letter; null if there is none.
    public static @Nullable Prefix ofLetter(char letter) {
        for (var prefix : ALL) {
            if (prefix.letter == letter) {
                return prefix;
            }
        }
        return null;
    }

    /// The rank with this symbol; null if there is none.
    public static @Nullable Prefix ofSymbol(char symbol) {
        for (var prefix : ALL) {
            if (prefix.symbol == symbol) {
                return prefix;
            }
        }
        return null;
    }
}
