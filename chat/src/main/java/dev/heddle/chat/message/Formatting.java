// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

/// The formatting codes inside texts: bold, italics, underline, strike-through, monospace, colour, hex colour,
/// reverse, reset.
///
/// Source: modern.ircdocs.horse "Formatting".
public final class Formatting {
    private Formatting() {}

    /// Whether the text has any code.
    public static boolean isIn(String text) {
        for (var i = 0; i < text.length(); i++) {
            if (isCode(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCode(char c) {
        return switch (c) {
            case 0x02, 0x03, 0x04, 0x0f, 0x11, 0x16, 0x1d, 0x1e, 0x1f -> true;
            default -> false;
        };
    }

    /// The text without its codes and the digits that belong to colours.
    public static String strip(String text) {
        if (!isIn(text)) {
            return text;
        }
        var out = new StringBuilder(text.length());
        for (var i = 0; i < text.length(); ) {
            var c = text.charAt(i++);
            if (c == 0x03) {
                i = afterColours(text, i, 2, 10);
            } else if (c == 0x04) {
                i = afterColours(text, i, 6, 16);
            } else if (!isCode(c)) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /// The index after `FG[,BG]`; a comma without digits behind it is text.
    private static int afterColours(String text, int at, int digitsMax, int radix) {
        var end = afterDigits(text, at, digitsMax, radix);
        if (end == at || end >= text.length() || text.charAt(end) != ',') {
            return end;
        }
        var second = afterDigits(text, end + 1, digitsMax, radix);
        return second == end + 1 ? end : second;
    }

    /// Colours have one or two decimal digits, or exactly six hexadecimal ones.
    private static int afterDigits(String text, int at, int digitsMax, int radix) {
        var end = at;
        while (end < text.length() && end < at + digitsMax && Character.digit(text.charAt(end), radix) >= 0) {
            end++;
        }
        return radix == 16 && end < at + digitsMax ? at : end;
    }
}
