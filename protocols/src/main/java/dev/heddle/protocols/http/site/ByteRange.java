// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.site;

import org.jspecify.annotations.Nullable;

/// The one range of bytes that a client asks for. Any thread. Source: RFC 9110 section 14.1.2
///
/// @param from the first byte; -1: none of it is there
/// @param length how many bytes
record ByteRange(long from, long length) {
    private static final ByteRange NOT_THERE = new ByteRange(-1, 0);
    private static final int DIGITS_MOST = 18;

    /// Reads the header.
    ///
    /// @param header "bytes=0-99"
    /// @param size of the whole
    /// @return null: there is no single range of bytes in it, and the whole is sent instead
    static @Nullable ByteRange of(String header, long size) {
        if (!header.regionMatches(true, 0, "bytes=", 0, 6) || header.indexOf(',') >= 0) {
            return null;
        }
        var range = header.substring(6).strip();
        int dash = range.indexOf('-');
        if (dash < 0) {
            return null;
        }
        long first = number(range.substring(0, dash));
        long last = number(range.substring(dash + 1));
        boolean noFirst = dash == 0;
        boolean noLast = dash == range.length() - 1;
        if ((noFirst && noLast) || (!noFirst && first < 0) || (!noLast && last < 0)) {
            return null;
        }
        if (noFirst) {
            long length = Math.min(last, size);
            return length == 0 ? NOT_THERE : new ByteRange(size - length, length);
        }
        if (!noLast && last < first) {
            return null;
        }
        if (first >= size) {
            return NOT_THERE;
        }
        return new ByteRange(first, (noLast ? size - 1 : Math.min(last, size - 1)) - first + 1);
    }

    private static long number(String digits) {
        if (digits.isEmpty() || digits.length() > DIGITS_MOST) {
            return -1;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(digits);
    }

    boolean isThere() {
        return from >= 0;
    }
}
