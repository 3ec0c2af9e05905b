// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.util.ArrayList;
import java.util.List;

/// A message of several lines as one text: its lines stand behind each other with a line feed between them, and
/// what the sender's client cut for length alone with a carriage return. Neither can be in the text of a line.
///
/// Limit: [#BYTES_MAX] bytes and [#LINES_MAX] lines on the wire. Source: IRCv3 draft/multiline.
public final class Multiline {
    /// Of all lines together, one byte for each line feed included.
    public static final int BYTES_MAX = 4096;

    /// On the wire, pieces of one line counted singly.
    public static final int LINES_MAX = 32;

    /// Before a new line.
    public static final char NEW_LINE = '\n';

    /// Before a piece that goes on with the line before it.
    public static final char GO_ON = '\r';

    /// The tag of a piece that goes on with the line before it.
    public static final String CONCAT_TAG = "draft/multiline-concat";

    /// The batch's type on the wire.
    public static final String BATCH_TYPE = "draft/multiline";

    /// A line on the wire.
    ///
    /// @param goesOn whether it is one line with the piece before it
    public record Piece(String text, boolean goesOn) {}

    private Multiline() {}

    /// Whether the text is one of several lines.
    public static boolean isIn(String text) {
        return text.indexOf(NEW_LINE) >= 0 || text.indexOf(GO_ON) >= 0;
    }

    /// The lines as they go over the wire.
    public static List<Piece> pieces(String text) {
        var pieces = new ArrayList<Piece>();
        var from = 0;
        for (var at = 0; at <= text.length(); at++) {
            if (at == text.length() || text.charAt(at) == NEW_LINE || text.charAt(at) == GO_ON) {
                pieces.add(new Piece(text.substring(from, at), from > 0 && text.charAt(from - 1) == GO_ON));
                from = at + 1;
            }
        }
        return pieces;
    }
}
