// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/// Whether a Host header names a host. Any thread. Source: RFC 9110 section 7.2, RFC 3986 section 3.2
final class HostSyntax {
    private static final int GROUPS = 8;

    private HostSyntax() {}

    /// Nothing at all, or a name or address with or without a port; the host before a port is never empty.
    static boolean isValid(MemorySegment bytes, int at, int length) {
        int end = at + length;
        int i = at;
        if (length == 0) {
            return true;
        }
        if (bytes.get(JAVA_BYTE, at) == '[') {
            while (i < end && bytes.get(JAVA_BYTE, i) != ']') {
                i++;
            }
            return i < end && isVersion6(bytes, at + 1, i) && isPort(bytes, i + 1, end);
        }
        while (i < end && Syntax.is(bytes.get(JAVA_BYTE, i), Syntax.HOST)) {
            if (bytes.get(JAVA_BYTE, i) == '%' && !isEscape(bytes, i, end)) {
                return false;
            }
            i++;
        }
        return i > at && isPort(bytes, i, end);
    }

    private static boolean isEscape(MemorySegment bytes, int at, int end) {
        return at + 2 < end
                && Syntax.hex(bytes.get(JAVA_BYTE, at + 1)) >= 0
                && Syntax.hex(bytes.get(JAVA_BYTE, at + 2)) >= 0;
    }

    private static boolean isPort(MemorySegment bytes, int at, int end) {
        if (at == end) {
            return true;
        }
        if (bytes.get(JAVA_BYTE, at) != ':') {
            return false;
        }
        int port = 0;
        for (int i = at + 1; i < end; i++) {
            int digit = bytes.get(JAVA_BYTE, i) - '0';
            port = port * 10 + digit;
            if (digit < 0 || digit > 9 || port > 65_535) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVersion6(MemorySegment bytes, int from, int end) {
        int groups = 0;
        boolean gap = false;
        boolean afterGroup = false;
        int at = from;
        while (at < end) {
            if (bytes.get(JAVA_BYTE, at) == ':') {
                boolean isGap = at + 1 < end && bytes.get(JAVA_BYTE, at + 1) == ':';
                boolean fits = isGap ? !gap && (afterGroup || at == from) : afterGroup && at + 1 < end;
                if (!fits) {
                    return false;
                }
                gap |= isGap;
                afterGroup = false;
                at += isGap ? 2 : 1;
                continue;
            }
            int digits = at;
            while (digits < end && digits - at < 5 && Syntax.hex(bytes.get(JAVA_BYTE, digits)) >= 0) {
                digits++;
            }
            if (digits < end && bytes.get(JAVA_BYTE, digits) == '.') {
                groups += isVersion4(bytes, at, end) ? 2 : GROUPS + 1;
                break;
            }
            boolean ends = digits == end || bytes.get(JAVA_BYTE, digits) == ':';
            if (digits == at || digits - at > 4 || !ends) {
                return false;
            }
            groups++;
            afterGroup = true;
            at = digits;
        }
        return gap ? groups < GROUPS : groups == GROUPS;
    }

    private static boolean isVersion4(MemorySegment bytes, int from, int end) {
        int numbers = 1;
        int value = 0;
        int digits = 0;
        for (int i = from; i < end; i++) {
            int c = bytes.get(JAVA_BYTE, i);
            if (c == '.') {
                numbers += digits > 0 ? 1 : GROUPS;
                value = 0;
                digits = 0;
            } else {
                value = value * 10 + c - '0';
                digits++;
                if (c < '0' || c > '9' || digits > 3 || value > 255) {
                    return false;
                }
            }
        }
        return numbers == 4 && digits > 0;
    }
}
