// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Times as IRCv3 writes them: UTC, to the millisecond. Any thread. Source: IRCv3 server-time.
public final class ServerTime {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private ServerTime() {}

    /// The text of a time.
    ///
    /// @param millis since 1970
    public static String format(long millis) {
        return FORM.format(Instant.ofEpochMilli(millis));
    }
}
