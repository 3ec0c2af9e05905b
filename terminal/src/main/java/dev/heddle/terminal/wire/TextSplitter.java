// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.wire;

import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Cuts a long text into pieces that fit into lines: at a space when there is one in the second half, else
/// between two characters as people see them, never inside one.
public final class TextSplitter {
    private TextSplitter() {}

    /// The pieces, in order, none empty; an empty text has none.
    ///
    /// @param maxBytes of UTF-8 in a piece; a single character that is longer is cut between code points
    public static List<String> split(String text, int maxBytes) {
        if (maxBytes < 4) {
            throw new IllegalArgumentException("split: wanted room for at least 4 bytes, got " + maxBytes);
        }
        var pieces = new ArrayList<String>();
        String rest = text;
        while (bytes(rest) > maxBytes) {
            int end = cut(rest, maxBytes);
            String piece = rest.substring(0, end).stripTrailing();
            if (!piece.isEmpty()) {
                pieces.add(piece);
            }
            rest = rest.substring(end);
            if (rest.startsWith(" ")) {
                rest = rest.substring(1);
            }
        }
        if (!rest.isEmpty()) {
            pieces.add(rest);
        }
        return pieces;
    }

    /// How many bytes a text takes on the wire.
    public static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static int cut(String text, int maxBytes) {
        int fits = fits(text, maxBytes);
        int space = text.lastIndexOf(' ', fits);
        if (space > fits / 2) {
            return space;
        }
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text);
        int end = characters.isBoundary(fits) ? fits : characters.preceding(fits);
        return end > 0 ? end : fits;
    }

    /// How many chars of the beginning fit; never inside a surrogate pair.
    private static int fits(String text, int maxBytes) {
        int bytes = 0;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes > maxBytes) {
                break;
            }
            at += Character.charCount(point);
        }
        return at;
    }
}
