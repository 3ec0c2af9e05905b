// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.net.Endpoint;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Lines of an access log in the two forms that log readers know. Any thread.
///
/// What the peer sent is escaped, `\xHH` for each byte that is no printable ASCII, a quotation mark or a
/// backslash, so that it cannot end a field or a line. A text above 2048 bytes is cut.
public final class AccessLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);
    private static final int TEXT_MOST = 2048;

    private AccessLine() {}

    /// The common log format: client, time, request line, status, bytes.
    ///
    /// @param entry ended
    /// @return without an end of line
    public static String common(AccessEntry entry) {
        return line(entry).toString();
    }

    /// The combined log format: the common one with referer and user agent.
    ///
    /// @param entry ended
    /// @return without an end of line
    public static String combined(AccessEntry entry) {
        var line = line(entry);
        header(line, entry.head(), "Referer");
        header(line, entry.head(), "User-Agent");
        return line.toString();
    }

    private static StringBuilder line(AccessEntry entry) {
        var line = new StringBuilder(160);
        line.append(entry.client() instanceof Endpoint endpoint ? endpoint.host() : entry.client());
        line.append(" - - [")
                .append(TIME.format(Instant.ofEpochMilli(entry.endMillis())))
                .append("] \"");
        var head = entry.head();
        if (head == null) {
            line.append('-');
        } else {
            escape(line, head.method());
            escape(line.append(' '), head.target());
            line.append(" HTTP/1.").append(head.minorVersion());
        }
        line.append("\" ").append(entry.status()).append(' ');
        return entry.bodyBytes() == 0 ? line.append('-') : line.append(entry.bodyBytes());
    }

    private static void header(StringBuilder line, @Nullable RequestHead head, String name) {
        var value = head == null ? null : head.header(name);
        line.append(" \"");
        escape(line, value == null ? "-" : value);
        line.append('"');
    }

    private static void escape(StringBuilder line, String text) {
        int length = Math.min(text.length(), TEXT_MOST);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
                line.append(c);
            } else {
                line.append("\\x").append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
    }
}
