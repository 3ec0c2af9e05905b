// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.site;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Dates as HTTP writes them, and the two older forms that must be read. Any thread. Source: RFC 9110 section
/// 5.6.7
final class HttpDates {
    private static final DateTimeFormatter FIXED = form("EEE, dd MMM yyyy HH:mm:ss 'GMT'");
    private static final DateTimeFormatter OLD = new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.US);
    private static final DateTimeFormatter C = form("EEE MMM ppd HH:mm:ss yyyy");

    private HttpDates() {}

    private static DateTimeFormatter form(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US);
    }

    static String text(Instant at) {
        return FIXED.format(at.atOffset(ZoneOffset.UTC));
    }

    /// Null: it is none.
    static @Nullable Instant parse(String text) {
        for (var form : List.of(FIXED, OLD, C)) {
            try {
                return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                // perhaps in the next form
            }
        }
        return null;
    }
}
