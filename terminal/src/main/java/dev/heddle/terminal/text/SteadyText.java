// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.text;

/// Leaves out what terminals disagree about: how wide a character is that is put together of several.
///
/// Joined pictures come apart, colours of skin and choices of form go, flags become the letters that they stand
/// for. What is left takes the same room everywhere, so that columns stay columns. Any thread.
public final class SteadyText {
    private static final int JOINER = 0x200d;
    private static final int FIRST_FORM = 0xfe00;
    private static final int LAST_FORM = 0xfe0f;
    private static final int FIRST_SKIN = 0x1f3fb;
    private static final int LAST_SKIN = 0x1f3ff;
    private static final int FIRST_FLAG_LETTER = 0x1f1e6;
    private static final int LAST_FLAG_LETTER = 0x1f1ff;
    private static final int FIRST_TAG = 0xe0020;
    private static final int LAST_TAG = 0xe007f;

    private SteadyText() {}

    /// The text with steady widths; formatting codes stay.
    public static String of(String text) {
        if (text.chars().allMatch(c -> c < JOINER)) {
            return text;
        }
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (point >= FIRST_FLAG_LETTER && point <= LAST_FLAG_LETTER) {
                out.append((char) ('A' + point - FIRST_FLAG_LETTER));
            } else if (!isLeftOut(point)) {
                out.appendCodePoint(point);
            }
        });
        return out.toString();
    }

    private static boolean isLeftOut(int point) {
        return point == JOINER
                || point >= FIRST_FORM && point <= LAST_FORM
                || point >= FIRST_SKIN && point <= LAST_SKIN
                || point >= FIRST_TAG && point <= LAST_TAG;
    }
}
