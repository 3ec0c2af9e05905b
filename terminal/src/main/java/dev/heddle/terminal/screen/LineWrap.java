// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.WCWidth;

/// How much room texts take in a terminal, whose characters may be one or two columns wide, or none.
final class LineWrap {
    private LineWrap() {}

    /// The columns that a text takes.
    static int width(CharSequence text) {
        int columns = 0;
        for (int i = 0; i < text.length(); ) {
            int point = Character.codePointAt(text, i);
            columns += width(point);
            i += Character.charCount(point);
        }
        return columns;
    }

    private static int width(int point) {
        return Math.max(0, WCWidth.wcwidth(point));
    }

    /// How many chars from `from` fit into so many columns; at least one character when there is one, so that
    /// it ends.
    static int fitting(CharSequence text, int from, int columns) {
        int used = 0;
        int at = from;
        while (at < text.length()) {
            int point = Character.codePointAt(text, at);
            used += width(point);
            if (used > columns && at > from) {
                break;
            }
            at += Character.charCount(point);
            if (used > columns) {
                break;
            }
        }
        return at;
    }

    /// The text in lines that fit, broken at spaces where there are any.
    static List<AttributedString> wrap(AttributedString text, int columns) {
        var lines = new ArrayList<AttributedString>();
        int at = 0;
        while (at < text.length()) {
            int end = fitting(text, at, columns);
            if (end < text.length()) {
                int space = lastSpace(text, at, end);
                if (space > at) {
                    lines.add(text.subSequence(at, space));
                    at = space + 1;
                    continue;
                }
            }
            lines.add(text.subSequence(at, end));
            at = end;
        }
        if (lines.isEmpty()) {
            lines.add(AttributedString.EMPTY);
        }
        return lines;
    }

    /// The space at which to break: the last one before `end`, or the one at it.
    private static int lastSpace(CharSequence text, int from, int end) {
        int at = end;
        while (at > from && text.charAt(at) != ' ') {
            at--;
        }
        return at;
    }

    /// The text in exactly so many columns: cut with an ellipsis, or filled with spaces of its background.
    static AttributedString fit(AttributedString text, int columns, AttributedStyle fill) {
        var out = new AttributedStringBuilder();
        int width = width(text);
        if (width > columns) {
            int end = columns < 1 ? 0 : fitting(text, 0, columns - 1);
            var beginning = text.subSequence(0, end);
            out.append(width(beginning) < columns ? beginning : AttributedString.EMPTY);
            if (columns > 0) {
                out.styled(fill, "…");
            }
            width = width(out);
        } else {
            out.append(text);
        }
        for (; width < columns; width++) {
            out.styled(fill, " ");
        }
        return out.toAttributedString();
    }

    /// A plain text in exactly so many columns.
    static AttributedString fit(String text, int columns, AttributedStyle style) {
        return fit(new AttributedString(text, style), columns, style);
    }
}
