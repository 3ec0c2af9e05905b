// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The header lines of an answer, encoded once: keep those that many answers share.
///
/// Immutable, any thread. Names are tokens, values ISO 8859-1 without control characters; anything else throws,
/// so that nothing can be smuggled into an answer. "Transfer-Encoding" is refused because the framing is the
/// server's, and of "Connection" only "close" is taken. "Date", "Server" and "Content-Length" are added where
/// they are missing and known. Source: RFC 9110 section 5, RFC 9112 section 6
public final class ResponseHeaders {
    /// No header lines.
    public static final ResponseHeaders NONE = new Builder().build();

    private final byte[] lines;
    private final long contentLength;
    private final boolean date;
    private final boolean server;
    private final boolean close;
    private final int reasonStatus;
    private final byte[] reasonLine;

    private ResponseHeaders(Builder from) {
        lines = from.lines.toByteArray();
        contentLength = from.contentLength;
        date = from.date;
        server = from.server;
        close = from.close;
        reasonStatus = from.reasonStatus;
        reasonLine = from.reasonLine;
    }

    /// Header lines from names and values in turn.
    ///
    /// @param namesAndValues "Content-Type", "text/plain", ...
    /// @return in that order
    public static ResponseHeaders of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "response headers: wanted names and values in pairs, got " + namesAndValues.length + " texts");
        }
        var builder = new Builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    /// The same with one more line at the end.
    ///
    /// @param name a token
    /// @param value without control characters
    /// @return a copy
    public ResponseHeaders with(String name, String value) {
        return toBuilder().add(name, value).build();
    }

    /// The same with the lines of another behind its own.
    ///
    /// @param more the other
    /// @return a copy
    public ResponseHeaders with(ResponseHeaders more) {
        if (more.lines.length == 0 && more.reasonStatus == 0) {
            return this;
        }
        var joined = toBuilder();
        joined.lines.writeBytes(more.lines);
        joined.contentLength = more.contentLength >= 0 ? more.contentLength : contentLength;
        joined.date |= more.date;
        joined.server |= more.server;
        joined.close |= more.close;
        if (more.reasonStatus != 0) {
            joined.reasonStatus = more.reasonStatus;
            joined.reasonLine = more.reasonLine;
        }
        return joined.build();
    }

    private Builder toBuilder() {
        var copy = new Builder();
        copy.lines.writeBytes(lines);
        copy.contentLength = contentLength;
        copy.date = date;
        copy.server = server;
        copy.close = close;
        copy.reasonStatus = reasonStatus;
        copy.reasonLine = reasonLine;
        return copy;
    }

    /// Lines "Name: value" with their CRLF; not to be changed.
    byte[] lines() {
        return lines;
    }

    /// The announced length, which is not among the lines; -1: none.
    long contentLength() {
        return contentLength;
    }

    /// The status line with its CRLF; not to be changed.
    byte[] statusLine(int status) {
        return status == reasonStatus ? reasonLine : Statuses.line(status);
    }

    boolean hasDate() {
        return date;
    }

    boolean hasServer() {
        return server;
    }

    /// Whether the connection is to be closed behind this answer; not among the lines.
    boolean closes() {
        return close;
    }

    /// The lines as they go out.
    @Override
    public String toString() {
        return new String(lines, StandardCharsets.ISO_8859_1).strip();
    }

    /// Collects header lines. One thread.
    public static final class Builder {
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream(128);
        private long contentLength = -1;
        private boolean date;
        private boolean server;
        private boolean close;
        private int reasonStatus;
        private byte[] reasonLine = {};

        /// Without lines.
        public Builder() {}

        /// One more line.
        ///
        /// @param name a token
        /// @param value without control characters; white space around it is dropped
        /// @return this
        public Builder add(String name, String value) {
            var trimmed = value.strip();
            check(name, trimmed);
            switch (name.toLowerCase(Locale.ROOT)) {
                case "transfer-encoding" -> throw refused(name, value, "no Transfer-Encoding: the server frames");
                case "content-length" -> {
                    contentLength = length(trimmed);
                    return this;
                }
                case "connection" -> {
                    if (!trimmed.equalsIgnoreCase("close")) {
                        throw refused(name, value, "only \"close\"");
                    }
                    close = true;
                    return this;
                }
                case "date" -> date = true;
                case "server" -> server = true;
                default -> {
                    // no meaning for the framing
                }
            }
            lines.writeBytes((name + ": " + trimmed + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        /// Other words than the usual ones behind a status; an answer of another status keeps its own.
        ///
        /// @param status 200 to 599
        /// @param words without control characters; may be empty
        /// @return this
        public Builder reason(int status, String words) {
            checkValue("the words of a status", words);
            reasonStatus = Statuses.check(status);
            reasonLine = ("HTTP/1.1 " + status + " " + words + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            return this;
        }

        private static void check(String name, String value) {
            boolean token = !name.isEmpty();
            for (int i = 0; i < name.length(); i++) {
                token &= name.charAt(i) < 0x80 && Syntax.is(name.charAt(i), Syntax.TOKEN);
            }
            if (!token) {
                throw refused(name, value, "a token as its name");
            }
            checkValue(name, value);
        }

        private static void checkValue(String name, String value) {
            for (int i = 0; i < value.length(); i++) {
                if (value.charAt(i) > 0xff || !Syntax.is(value.charAt(i), Syntax.VALUE)) {
                    throw refused(name, value, "ISO 8859-1 without control characters");
                }
            }
        }

        private static long length(String value) {
            try {
                long length = Long.parseLong(value);
                if (length >= 0 && value.charAt(0) != '+') {
                    return length;
                }
            } catch (NumberFormatException e) {
                // refused below
            }
            throw refused("Content-Length", value, "a number of bytes");
        }

        private static IllegalArgumentException refused(String name, String value, String wanted) {
            return new IllegalArgumentException(
                    "response header: wanted " + wanted + ", got " + escaped(name) + ": " + escaped(value));
        }

        private static String escaped(String text) {
            var out = new StringBuilder();
            for (int i = 0; i < Math.min(80, text.length()); i++) {
                char c = text.charAt(i);
                out.append(c >= 0x20 && c < 0x7f ? String.valueOf(c) : "\\u%04x".formatted((int) c));
            }
            return out.toString();
        }

        /// The lines so far.
        ///
        /// @return immutable
        public ResponseHeaders build() {
            return new ResponseHeaders(this);
        }
    }
}
