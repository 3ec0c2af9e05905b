// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.loop.Loop;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The "Date" line, made once a second. Thread: the loop. Source: RFC 9110 section 5.6.7
final class DateLine {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final Loop loop;
    private long untilNanos;
    private byte[] line = {};

    DateLine(Loop loop) {
        this.loop = loop;
    }

    /// With its CRLF; not to be changed.
    byte[] line() {
        long now = loop.nowNanos();
        if (line.length == 0 || now - untilNanos >= 0) {
            long millis = loop.epochMillis();
            line = ("Date: " + text(millis) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            untilNanos = now + (1000 - millis % 1000) * 1_000_000L;
        }
        return line;
    }

    /// A time as HTTP writes it.
    static String text(long epochMillis) {
        return FORM.format(Instant.ofEpochMilli(epochMillis));
    }
}
