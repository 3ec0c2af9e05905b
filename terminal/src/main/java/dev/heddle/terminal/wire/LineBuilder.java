// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.wire;

/// Puts one line for the server together, so that what a person typed can never become a second line or another
/// parameter.
///
/// One thread, one line. A middle parameter that could not be one (empty, with a space, beginning with a colon)
/// is a programmer's mistake; the last one, [#text], may be anything: CR, LF and NUL in it become spaces.
public final class LineBuilder {
    private final StringBuilder tags = new StringBuilder();
    private final StringBuilder body = new StringBuilder();

    private LineBuilder(String command) {
        body.append(command);
    }

    /// Begins with the command.
    public static LineBuilder of(String command) {
        return new LineBuilder(command);
    }

    /// Adds a tag.
    ///
    /// @param value any text; empty for none
    public LineBuilder tag(String key, String value) {
        tags.append(tags.isEmpty() ? "" : ";").append(key);
        if (!value.isEmpty()) {
            tags.append('=').append(TagValues.escaped(value));
        }
        return this;
    }

    /// Adds a word.
    public LineBuilder word(String word) {
        if (!isWord(word)) {
            throw new IllegalArgumentException(body + ": wanted a word, got '" + word + "'");
        }
        body.append(' ').append(word);
        return this;
    }

    /// Adds the last parameter, which may have spaces in it.
    public LineBuilder text(String text) {
        body.append(" :").append(text.replace('\r', ' ').replace('\n', ' ').replace('\0', ' '));
        return this;
    }

    /// Whether a text may stand as a middle parameter.
    public static boolean isWord(String text) {
        if (text.isEmpty() || text.charAt(0) == ':') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\r' || c == '\n' || c == '\0') {
                return false;
            }
        }
        return true;
    }

    /// The line without its end.
    public String line() {
        return tags.isEmpty() ? body.toString() : "@" + tags + " " + body;
    }
}
