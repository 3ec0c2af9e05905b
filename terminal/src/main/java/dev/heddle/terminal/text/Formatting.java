// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.text;

import java.util.ArrayList;
import java.util.List;

/// Reads IRC's formatting codes. Source: modern.ircdocs.horse "Formatting".
///
/// One text; made and used by one call of [#spans].
public final class Formatting {
    private static final char BOLD = 0x02;
    private static final char COLOUR = 0x03;
    private static final char HEX_COLOUR = 0x04;
    private static final char RESET = 0x0f;
    private static final char MONOSPACE = 0x11;
    private static final char REVERSE = 0x16;
    private static final char ITALIC = 0x1d;
    private static final char STRUCK = 0x1e;
    private static final char UNDERLINE = 0x1f;
    private static final int COLOUR_MAX = 98;

    private final String text;
    private final List<Span> spans = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private Look look = Look.PLAIN;
    private int at;

    private Formatting(String text) {
        this.text = text;
    }

    /// The text in pieces, its codes read and gone, everything else safe for a terminal.
    public static List<Span> spans(String text) {
        return new Formatting(text).read();
    }

    /// The text without its codes, safe for a terminal.
    public static String plain(String text) {
        var spans = spans(text);
        if (spans.size() == 1) {
            return spans.getFirst().text();
        }
        var out = new StringBuilder();
        spans.forEach(span -> out.append(span.text()));
        return out.toString();
    }

    private List<Span> read() {
        int from = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (!isCode(c)) {
                at++;
                continue;
            }
            SafeText.append(text, from, at, current);
            at++;
            change(next(c));
            from = at;
        }
        SafeText.append(text, from, at, current);
        change(Look.PLAIN);
        return spans;
    }

    private static boolean isCode(char c) {
        return switch (c) {
            case BOLD, COLOUR, HEX_COLOUR, RESET, MONOSPACE, REVERSE, ITALIC, STRUCK, UNDERLINE -> true;
            default -> false;
        };
    }

    private Look next(char code) {
        return switch (code) {
            case BOLD -> look.toggled(Look.BOLD);
            case ITALIC -> look.toggled(Look.ITALIC);
            case UNDERLINE -> look.toggled(Look.UNDERLINE);
            case STRUCK -> look.toggled(Look.STRUCK);
            case REVERSE -> look.toggled(Look.REVERSE);
            case MONOSPACE -> look.toggled(Look.MONOSPACE);
            case COLOUR -> colours(10, 2);
            case HEX_COLOUR -> colours(16, 6);
            default -> Look.PLAIN;
        };
    }

    /// One number, or two with a comma between; without any the colours end.
    private Look colours(int radix, int digits) {
        int front = number(radix, digits);
        if (front < 0) {
            return look.coloured(Look.NONE, Look.NONE);
        }
        int back = look.background();
        if (at + 1 < text.length() && text.charAt(at) == ',' && digit(at + 1, radix) >= 0) {
            int comma = at++;
            int second = number(radix, digits);
            if (second < 0) {
                at = comma;
            } else {
                back = colour(second, radix);
            }
        }
        return look.coloured(colour(front, radix), back);
    }

    private static int colour(int number, int radix) {
        if (radix == 16) {
            return Look.RGB | number;
        }
        return number > COLOUR_MAX ? Look.NONE : number;
    }

    private int digit(int index, int radix) {
        char c = index < text.length() ? text.charAt(index) : ' ';
        return c < 0x80 ? Character.digit(c, radix) : -1;
    }

    /// Reads up to so many digits; in base 16 exactly so many. Below zero: there is none, and nothing is read.
    private int number(int radix, int digits) {
        int begin = at;
        int value = 0;
        while (at - begin < digits && digit(at, radix) >= 0) {
            value = value * radix + digit(at, radix);
            at++;
        }
        boolean whole = radix == 16 ? at - begin == digits : at > begin;
        if (!whole) {
            at = begin;
            return -1;
        }
        return value;
    }

    private void change(Look next) {
        if (!current.isEmpty() && !next.equals(look) || at == text.length() && !current.isEmpty()) {
            spans.add(new Span(current.toString(), look));
            current.setLength(0);
        }
        look = next;
    }
}
