// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Builds lines one after the other in one byte array: tags, source, command, parameters, CRLF.
///
/// ```
///  begin ─▶ tag* ─▶ source? ─▶ command ─▶ param* ─▶ trailing? ─▶ end ─▶ begin …
/// ```
/// [#end()] cuts the body at [#BODY_BYTES_MAX] bytes, never inside a character. NUL, CR and LF in any text
/// become spaces, so that no text can start a line of its own.
///
/// Thread: confined. Limits: the array grows as needed; whoever collects lines watches [#lengthBytes()].
/// Source: modern.ircdocs.horse "Message Format"; IRCv3 message-tags.
public final class LineWriter {
    /// 512 less CR and LF.
    public static final int BODY_BYTES_MAX = MessageParser.BODY_BYTES_MAX;

    /// Texts from this length on are copied as a whole first; for shorter ones a loop costs less.
    private static final int WHOLE_FROM = 24;

    private byte[] bytes;
    /// [#bytes] as a segment, which copies a String without going through an array.
    private MemorySegment segment;

    private int length;
    private int lineStart;
    /// Where the body (after the tags) of the open line starts; -1 as long as tags may follow.
    private int bodyStart = -1;

    /// A writer whose array starts with `capacityBytes` bytes.
    public LineWriter(int capacityBytes) {
        bytes = new byte[Math.max(64, capacityBytes)];
        segment = MemorySegment.ofArray(bytes);
    }

    /// Starts a line behind those that are already there.
    public LineWriter begin() {
        lineStart = length;
        bodyStart = -1;
        return this;
    }

    /// Adds a tag; an empty value writes the key alone. Only before source and command.
    public LineWriter tag(String key, String value) {
        assert bodyStart < 0 : "tag " + key + " after the body began";
        put(length == lineStart ? '@' : ';');
        plain(key);
        if (!value.isEmpty()) {
            put('=');
            escaped(value);
        }
        return this;
    }

    /// Adds all tags.
    public LineWriter tags(Tags tags) {
        for (var i = 0; i < tags.size(); i++) {
            tag(tags.key(i), tags.value(i));
        }
        return this;
    }

    /// Adds the source, without its colon.
    public LineWriter source(String source) {
        openBody();
        put(':');
        plain(source);
        put(' ');
        return this;
    }

    /// Adds a source that was encoded before, without its colon.
    public LineWriter source(byte[] utf8) {
        openBody();
        put(':');
        raw(utf8);
        put(' ');
        return this;
    }

    /// Adds the command.
    public LineWriter command(String command) {
        openBody();
        plain(command);
        return this;
    }

    /// Adds a numeric and its first parameter, the client's nick or `*`.
    public LineWriter numeric(Numeric numeric, String client) {
        openBody();
        plain(numeric.code());
        return param(client);
    }

    /// Adds a parameter that is not empty, holds no space and does not start with a colon.
    public LineWriter param(String text) {
        assert bodyStart >= 0 : "parameter before the command";
        assert !text.isEmpty() && text.charAt(0) != ':' && text.indexOf(' ') < 0
                : "not a middle parameter: '" + text + "'";
        put(' ');
        plain(text);
        return this;
    }

    /// Adds a number as a parameter.
    public LineWriter param(long number) {
        return param(Long.toString(number));
    }

    /// Adds the last parameter with its colon; any text will do.
    public LineWriter trailing(String text) {
        assert bodyStart >= 0 : "trailing parameter before the command";
        put(' ');
        put(':');
        plain(text);
        return this;
    }

    /// Adds all parameters, the last one with a colon where it needs one.
    public LineWriter params(Message message) {
        for (var i = 0; i < message.paramCount(); i++) {
            var text = message.param(i);
            var last = i == message.paramCount() - 1;
            if (last && (text.isEmpty() || text.charAt(0) == ':' || text.indexOf(' ') >= 0)) {
                trailing(text);
            } else {
                param(text);
            }
        }
        return this;
    }

    /// How many bytes are left for the body of the open line before it will be cut; negative if it will be.
    public int bodyRoomBytes() {
        return BODY_BYTES_MAX - (length - bodyStart);
    }

    /// Ends the line: cuts a body that is too long, adds CRLF. Answers the line's length in bytes, CRLF
    /// included.
    public int end() {
        assert bodyStart >= 0 : "a line without a command";
        if (length - bodyStart > BODY_BYTES_MAX) {
            length = Utf8.boundaryAtOrBefore(bytes, bodyStart, bodyStart + BODY_BYTES_MAX);
        }
        put('\r');
        put('\n');
        return length - lineStart;
    }

    /// All lines so far, in the array's first [#lengthBytes()] bytes; the writer's own array, valid until the
    /// next call.
    public byte[] bytes() {
        return bytes;
    }

    /// How many bytes there are.
    public int lengthBytes() {
        return length;
    }

    /// Copies all lines to `target` from `atBytes`.
    public void copyTo(MemorySegment target, long atBytes) {
        MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, atBytes, length);
    }

    /// All lines in an array of their own.
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /// Forgets all lines; keeps the array.
    public void clear() {
        length = 0;
        lineStart = 0;
        bodyStart = -1;
    }

    private void openBody() {
        if (bodyStart < 0) {
            if (length > lineStart) {
                put(' ');
            }
            bodyStart = length;
        }
    }

    private void raw(byte[] utf8) {
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    private void plain(String text) {
        var chars = text.length();
        room(3 * chars + 1);
        if (chars < WHOLE_FROM || !whole(text, chars)) {
            each(text);
        }
    }

    /// Copies an ASCII text in one go; false if it is none, or has something in it that may not be written.
    private boolean whole(String text, int chars) {
        segment.setString(length, text);
        // The zero behind the text tells how long it became: as long as it was only if it is ASCII.
        if (bytes[length + chars] != 0 || Utf8.endOfPrintable(bytes, length, length + chars) < length + chars) {
            return false;
        }
        length += chars;
        return true;
    }

    private void each(String text) {
        var to = bytes;
        var at = length;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c < 0x80) {
                to[at++] = (byte) (c == '\r' || c == '\n' || c == 0 ? ' ' : c);
            } else if (c < 0x800) {
                to[at++] = (byte) (0xc0 | c >> 6);
                to[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                at = fourBytes(Character.toCodePoint(c, text.charAt(++i)), to, at);
            } else if (Character.isSurrogate(c)) {
                to[at++] = '?'; // one without the other has no UTF-8 form
            } else {
                at = threeBytes(c, to, at);
            }
        }
        length = at;
    }

    private static int threeBytes(int c, byte[] to, int at) {
        to[at] = (byte) (0xe0 | c >> 12);
        to[at + 1] = (byte) (0x80 | (c >> 6 & 0x3f));
        to[at + 2] = (byte) (0x80 | (c & 0x3f));
        return at + 3;
    }

    private static int fourBytes(int c, byte[] to, int at) {
        to[at] = (byte) (0xf0 | c >> 18);
        to[at + 1] = (byte) (0x80 | (c >> 12 & 0x3f));
        to[at + 2] = (byte) (0x80 | (c >> 6 & 0x3f));
        to[at + 3] = (byte) (0x80 | (c & 0x3f));
        return at + 4;
    }

    private void escaped(String value) {
        for (var i = 0; i < value.length(); i++) {
            if (TagEscapes.letter(value.charAt(i)) != 0) {
                plain(TagEscapes.escape(value));
                return;
            }
        }
        plain(value);
    }

    private void put(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
    }

    private void room(int moreBytes) {
        if (bytes.length - length < moreBytes) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + moreBytes));
            segment = MemorySegment.ofArray(bytes);
        }
    }
}
