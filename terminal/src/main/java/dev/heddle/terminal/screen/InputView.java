// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// The line that is being typed as one row: a part of it around the cursor when it is longer. One frame's.
final class InputView {
    private final AttributedString shown;
    private final int cursorColumn;

    InputView(AttributedString prompt, InputLine input, int columns) {
        int promptWidth = LineWrap.width(prompt);
        int room = Math.max(4, columns - promptWidth - 1);
        String before = shown(input.text().substring(0, input.cursor()));
        String after = shown(input.text().substring(input.cursor()));
        int from = 0;
        while (LineWrap.width(before.substring(from)) >= room) {
            int cut = LineWrap.fitting(before, from, Math.max(1, room / 3));
            from = cut;
        }
        var out = new AttributedStringBuilder().append(prompt);
        if (from > 0) {
            out.styled(AttributedStyle.DEFAULT.faint(), "‹");
        }
        String visible = before.substring(from);
        out.append(visible);
        cursorColumn = LineWrap.width(out);
        int left = columns - cursorColumn;
        out.append(after, 0, left <= 0 ? 0 : fitting(after, left));
        shown = out.toAttributedString();
    }

    private static int fitting(String text, int columns) {
        int end = LineWrap.fitting(text, 0, columns);
        return LineWrap.width(text.substring(0, end)) > columns ? 0 : end;
    }

    /// Line feeds of pasted text are seen as their picture.
    private static String shown(String text) {
        return Shown.text(text);
    }

    AttributedString shown() {
        return shown;
    }

    int cursorColumn() {
        return cursorColumn;
    }
}
