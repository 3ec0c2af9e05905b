// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The line that is being typed, and those that were. Knows no terminal.
///
/// Thread: the loop. Limits: [#CHARS_MAX] characters, further ones are not taken; [#HISTORY_MAX] earlier lines,
/// the oldest go first. A line may have line feeds in it, when it was pasted.
final class InputLine {
    static final int CHARS_MAX = 5000;
    static final int HISTORY_MAX = 500;

    private final StringBuilder text = new StringBuilder();
    private final List<String> history = new ArrayList<>();
    private int cursor;
    private int historyAt;
    private String draft = "";
    private String killed = "";

    String text() {
        return text.toString();
    }

    /// Where the next character goes, in chars from the beginning.
    int cursor() {
        return cursor;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    void set(String now) {
        text.setLength(0);
        text.append(now, 0, Math.min(now.length(), CHARS_MAX));
        cursor = text.length();
    }

    /// Puts a text in at the cursor; control characters but the line feed are left out.
    void insert(String more) {
        var clean = new StringBuilder(more.length());
        more.codePoints().forEach(point -> {
            if (point == '\n' || point >= ' ' && point != 0x7f && (point < 0x80 || point >= 0xa0)) {
                clean.appendCodePoint(point);
            } else if (point == '\t') {
                clean.append(' ');
            }
        });
        int room = Math.max(0, CHARS_MAX - text.length());
        int end = Math.min(room, clean.length());
        if (end < clean.length() && end > 0 && Character.isHighSurrogate(clean.charAt(end - 1))) {
            end--;
        }
        text.insert(cursor, clean, 0, end);
        cursor += end;
    }

    // ---- moving and deleting

    void left() {
        cursor = before(cursor);
    }

    void right() {
        cursor = after(cursor);
    }

    void home() {
        cursor = 0;
    }

    void end() {
        cursor = text.length();
    }

    void wordLeft() {
        cursor = wordBefore(cursor);
    }

    void wordRight() {
        int at = cursor;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        while (at < text.length() && text.charAt(at) != ' ') {
            at++;
        }
        cursor = at;
    }

    void backspace() {
        int from = before(cursor);
        text.delete(from, cursor);
        cursor = from;
    }

    void delete() {
        text.delete(cursor, after(cursor));
    }

    void killWord() {
        kill(wordBefore(cursor), cursor);
    }

    void killToEnd() {
        kill(cursor, text.length());
    }

    void killAll() {
        kill(0, text.length());
    }

    void yank() {
        insert(killed);
    }

    private void kill(int from, int to) {
        if (from < to) {
            killed = text.substring(from, to);
            text.delete(from, to);
            cursor = from;
        }
    }

    private int wordBefore(int from) {
        int at = from;
        while (at > 0 && text.charAt(at - 1) == ' ') {
            at--;
        }
        while (at > 0 && text.charAt(at - 1) != ' ') {
            at--;
        }
        return at;
    }

    /// One character as people see it.
    private int before(int at) {
        if (at == 0) {
            return 0;
        }
        var characters = characters();
        int found = characters.preceding(at);
        return found == BreakIterator.DONE ? 0 : found;
    }

    private int after(int at) {
        if (at >= text.length()) {
            return text.length();
        }
        var characters = characters();
        int found = characters.following(at);
        return found == BreakIterator.DONE ? text.length() : found;
    }

    private BreakIterator characters() {
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.toString());
        return characters;
    }

    /// Replaces what is between two places, and goes behind it.
    void replace(int from, int to, String by) {
        text.replace(from, to, by);
        cursor = from + by.length();
    }

    // ---- earlier lines

    /// The line is done: it is kept, and an empty one begins.
    String take() {
        String taken = text.toString();
        if (!taken.isBlank() && (history.isEmpty() || !history.getLast().equals(taken))) {
            history.add(taken);
            if (history.size() > HISTORY_MAX) {
                history.removeFirst();
            }
        }
        historyAt = history.size();
        draft = "";
        set("");
        return taken;
    }

    /// The line before the one that is shown.
    void earlier() {
        if (historyAt > 0) {
            if (historyAt == history.size()) {
                draft = text.toString();
            }
            set(history.get(--historyAt));
        }
    }

    /// The line after the one that is shown, at last the one that was being typed.
    void later() {
        if (historyAt < history.size()) {
            historyAt++;
            set(historyAt == history.size() ? draft : history.get(historyAt));
        }
    }
}
