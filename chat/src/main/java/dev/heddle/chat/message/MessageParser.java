// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Turns one line (without its CRLF) into a [Message], or says why it is none.
///
/// Thread: confined; one per loop, because it owns a scratch buffer. Limits: [#CLIENT_TAG_BYTES_MAX] of tags,
/// [#BODY_BYTES_MAX] of the rest, [#PARAMS_MAX] parameters (more are joined into the last). Source:
/// modern.ircdocs.horse "Message Format"; IRCv3 message-tags; UTF8ONLY.
public final class MessageParser {
    /// What a client may send between `@` and the space: 4096 less those two.
    public static final int CLIENT_TAG_BYTES_MAX = 4094;
    /// 512 less CR and LF.
    public static final int BODY_BYTES_MAX = 510;
    /// A line within the limits is never longer than this, `@` and the space after the tags included.
    public static final int LINE_BYTES_MAX = CLIENT_TAG_BYTES_MAX + 2 + BODY_BYTES_MAX;
    /// RFC 1459 allows fifteen.
    public static final int PARAMS_MAX = 15;

    private static final String[] NO_PARAMS = {};

    private final byte[] scratch = new byte[LINE_BYTES_MAX];
    private final String[] params = new String[PARAMS_MAX];
    private byte[] bytes = scratch;
    private int at;
    private int end;
    /// No byte of the line is above 127, so that texts are made without decoding.
    private boolean ascii;

    /// Parses `lengthBytes` bytes of `line` from `atBytes`. Borrows the segment for the call.
    public Parsed parse(MemorySegment line, long atBytes, int lengthBytes) {
        if (lengthBytes > LINE_BYTES_MAX) {
            return tooLong(line.get(ValueLayout.JAVA_BYTE, atBytes));
        }
        MemorySegment.copy(line, ValueLayout.JAVA_BYTE, atBytes, scratch, 0, lengthBytes);
        return parse(scratch, 0, lengthBytes);
    }

    /// Parses `lengthBytes` bytes of `line` from `atBytes`. Borrows the array for the call.
    public Parsed parse(byte[] line, int atBytes, int lengthBytes) {
        if (lengthBytes > LINE_BYTES_MAX) {
            return tooLong(line[atBytes]);
        }
        bytes = line;
        at = atBytes;
        end = atBytes + lengthBytes;
        var firstOdd = Utf8.endOfPrintable(line, at, end);
        ascii = firstOdd == end;
        return ascii ? parts() : checked(firstOdd);
    }

    /// A line that has something in it that is not printable ASCII, first at `firstOdd`.
    private Parsed checked(int firstOdd) {
        var firstHigh = Utf8.endOfAscii(bytes, firstOdd, end);
        ascii = firstHigh == end;
        if (!ascii && !Utf8.isValid(bytes, firstHigh, end)) {
            return refused(Malformed.NOT_UTF8);
        }
        return hasForbidden(firstOdd) ? refused(Malformed.FORBIDDEN_BYTE) : parts();
    }

    /// With the label, as far as the tags before it can be read.
    private Parsed refused(Malformed why) {
        var tagsEnd = space(at);
        if (at == end || bytes[at] != '@' || !Utf8.isValid(bytes, at, tagsEnd)) {
            return why;
        }
        var tags = Tags.parse(new String(bytes, at + 1, tagsEnd - at - 1, StandardCharsets.UTF_8));
        return refused(why, tags);
    }

    private static Parsed refused(Malformed why, Tags tags) {
        return tags.has("label") ? new Unreadable(why, tags) : why;
    }

    private static Malformed tooLong(byte first) {
        return first == '@' ? Malformed.TAGS_TOO_LONG : Malformed.BODY_TOO_LONG;
    }

    private boolean hasForbidden(int from) {
        for (var i = from; i < end; i++) {
            var b = bytes[i];
            if (b == 0 || b == '\r' || b == '\n') {
                return true;
            }
        }
        return false;
    }

    private Parsed parts() {
        var tags = Tags.EMPTY;
        if (at < end && bytes[at] == '@') {
            var tagsEnd = space(at);
            if (tagsEnd - at - 1 > CLIENT_TAG_BYTES_MAX) {
                return Malformed.TAGS_TOO_LONG;
            }
            tags = Tags.parse(text(at + 1, tagsEnd));
            at = Math.min(end, tagsEnd + 1);
        }
        if (end - at > BODY_BYTES_MAX) {
            return refused(Malformed.BODY_TOO_LONG, tags);
        }
        skipSpaces();
        var source = source();
        if (at == end) {
            return tags.isEmpty() && source == null ? Malformed.EMPTY : Malformed.NO_COMMAND;
        }
        var commandEnd = space(at);
        var command = CommandNames.of(bytes, at, commandEnd);
        if (command == null) {
            return Malformed.NO_COMMAND;
        }
        at = commandEnd;
        return new Message(tags, source, command, params());
    }

    private @Nullable String source() {
        if (at == end || bytes[at] != ':') {
            return null;
        }
        var sourceEnd = space(at);
        var source = text(at + 1, sourceEnd);
        at = sourceEnd;
        skipSpaces();
        return source;
    }

    private String[] params() {
        var count = 0;
        for (skipSpaces(); at < end; skipSpaces()) {
            if (bytes[at] == ':') {
                params[count++] = text(at + 1, end);
                break;
            }
            var paramEnd = count == PARAMS_MAX - 1 ? end : space(at);
            params[count++] = text(at, paramEnd);
            at = paramEnd;
        }
        if (count == 0) {
            return NO_PARAMS;
        }
        var exact = new String[count];
        System.arraycopy(params, 0, exact, 0, count);
        return exact;
    }

    private void skipSpaces() {
        while (at < end && bytes[at] == ' ') {
            at++;
        }
    }

    private int space(int from) {
        var i = from;
        while (i < end && bytes[i] != ' ') {
            i++;
        }
        return i;
    }

    /// The text of `[from, to)`; the bytes were checked, so decoding cannot fail.
    private String text(int from, int to) {
        if (from == to) {
            return "";
        }
        return new String(bytes, from, to - from, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }
}
