// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.text;

/// Replaces what must not reach a terminal by something that can be read.
///
/// Control characters become their pictures (U+2400 and following), C1 controls, bidirectional overrides, line
/// separators, invisible format characters and lone surrogates their number in angle brackets. Joiners and
/// direction marks, which emoji and scripts need, stay. Of more than [#MARKS_MAX] combining marks on one
/// character the rest is dropped, because they would run over other lines.
public final class SafeText {
    static final int MARKS_MAX = 6;

    private SafeText() {}

    /// The whole text made safe, IRC's formatting codes included: for names, and for where no styles are
    /// wanted.
    public static String of(String text) {
        if (isPlain(text)) {
            return text;
        }
        var out = new StringBuilder(text.length() + 8);
        append(text, 0, text.length(), out);
        return out.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    /// Adds the safe form of `[from, to)` of `text`.
    static void append(String text, int from, int to, StringBuilder out) {
        int marks = 0;
        for (int i = from; i < to; ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            marks = isMark(point) ? marks + 1 : 0;
            if (marks <= MARKS_MAX) {
                append(point, out);
            }
        }
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static void append(int point, StringBuilder out) {
        if (point < 0x20) {
            out.append((char) (0x2400 + point));
        } else if (point == 0x7f) {
            out.append('\u2421');
        } else if (isHidden(point)) {
            out.append('<').append(Integer.toHexString(point)).append('>');
        } else {
            out.appendCodePoint(point);
        }
    }

    private static boolean isHidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> !isHarmless(point);
            default -> false;
        };
    }

    /// Zero-width joiner and non-joiner, direction marks, soft hyphen, and the tags of flags.
    private static boolean isHarmless(int point) {
        return point >= 0x200c && point <= 0x200f || point == 0xad || point >= 0xe0020 && point <= 0xe007f;
    }
}
