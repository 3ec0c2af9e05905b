// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

/// The escapes inside tag values: `;` is `\:`, space `\s`, backslash `\\`, CR `\r`, LF `\n`.
///
/// Source: IRCv3 message-tags, "Escaping values".
public final class TagEscapes {
    private TagEscapes() {}

    /// The value behind an escaped text; an unknown escape loses its backslash, a lone one at the end is dropped.
    public static String unescape(String text) {
        var backslash = text.indexOf('\\');
        if (backslash < 0) {
            return text;
        }
        var out = new StringBuilder(text.length()).append(text, 0, backslash);
        for (var i = backslash; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
            } else if (++i < text.length()) {
                out.append(plain(text.charAt(i)));
            }
        }
        return out.toString();
    }

    private static char plain(char escaped) {
        return switch (escaped) {
            case ':' -> ';';
            case 's' -> ' ';
            case 'r' -> '\r';
            case 'n' -> '\n';
            default -> escaped;
        };
    }

    /// The escaped form of a value.
    public static String escape(String value) {
        var out = new StringBuilder(value.length() + 8);
        escape(value, out);
        return out.toString();
    }

    static void escape(String value, StringBuilder out) {
        for (var i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            var letter = letter(c);
            if (letter == 0) {
                out.append(c);
            } else {
                out.append('\\').append(letter);
            }
        }
    }

    /// The letter after the backslash, or 0 if the character stands for itself.
    static char letter(int c) {
        return switch (c) {
            case ';' -> ':';
            case ' ' -> 's';
            case '\\' -> '\\';
            case '\r' -> 'r';
            case '\n' -> 'n';
            default -> 0;
        };
    }
}
