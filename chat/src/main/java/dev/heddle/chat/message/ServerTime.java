// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// The `time` tag: `2026-01-31T23:59:59.123Z`. Keeps the text of the last second, so that most calls write three
/// digits.
///
/// Thread: confined; one per loop.
/// Source: IRCv3 server-time.
public final class ServerTime {
    private static final int MILLIS_AT = 20;

    private final byte[] text = "1970-01-01T00:00:00.000Z".getBytes(StandardCharsets.US_ASCII);
    private long second;

    /// The text of an instant, milliseconds since 1970, UTC; years 0 to 9999.
    public String format(long millis) {
        var newSecond = Math.floorDiv(millis, 1000L);
        if (newSecond != second) {
            writeSecond(newSecond);
        }
        digits(MILLIS_AT, 3, Math.floorMod(millis, 1000));
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private void writeSecond(long newSecond) {
        var time = LocalDateTime.ofEpochSecond(newSecond, 0, ZoneOffset.UTC);
        digits(0, 4, Math.clamp(time.getYear(), 0, 9999));
        digits(5, 2, time.getMonthValue());
        digits(8, 2, time.getDayOfMonth());
        digits(11, 2, time.getHour());
        digits(14, 2, time.getMinute());
        digits(17, 2, time.getSecond());
        second = newSecond;
    }

    private void digits(int at, int count, int value) {
        var rest = value;
        for (var i = at + count - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /// The instant behind a text, in milliseconds since 1970; null if it is none.
    public static @Nullable Long parseMillis(String text) {
        if (text.length() > 40 || !text.endsWith("Z")) {
            return null;
        }
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException notATime) {
            return null;
        }
    }
}
