// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/// The character classes of RFC 9110 and 3986 as tables, and comparisons on bytes off the heap.
///
/// Source: RFC 9110 section 5.6.2 (token), 5.5 (field value), 7.2 (Host); RFC 3986 section 3.2.2
final class Syntax {
    static final byte TOKEN = 1;
    static final byte VALUE = 2;
    static final byte HOST = 4;
    static final byte TARGET = 8;

    /// A set of the classes above for each byte value.
    private static final byte[] CLASSES = new byte[256];

    static {
        for (int c = 0x21; c < 0x7f; c++) {
            CLASSES[c] = VALUE | TARGET;
        }
        for (int c = 0x80; c < 0x100; c++) {
            CLASSES[c] = VALUE;
        }
        CLASSES[' '] = VALUE;
        CLASSES['\t'] = VALUE;
        mark("!#$%&'*+-.^_`|~", TOKEN);
        mark("-._~!$&'()*+,;=%", HOST);
        for (char c = '0'; c <= '9'; c++) {
            CLASSES[c] |= TOKEN | HOST;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            CLASSES[c] |= TOKEN | HOST;
            CLASSES[c - 32] |= TOKEN | HOST;
        }
        CLASSES['#'] &= ~TARGET; // a fragment is never sent
    }

    private Syntax() {}

    private static void mark(String characters, byte kind) {
        for (int i = 0; i < characters.length(); i++) {
            CLASSES[characters.charAt(i)] |= kind;
        }
    }

    static boolean is(int b, byte kind) {
        return (CLASSES[b & 0xff] & kind) != 0;
    }

    /// Whether the bytes are `lower` in any case.
    ///
    /// @param lower ASCII, in lower case
    static boolean equalsIgnoreCase(MemorySegment bytes, long at, int length, byte[] lower) {
        if (length != lower.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lower(bytes.get(JAVA_BYTE, at + i)) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    static int lower(int b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }

    /// The value of a hexadecimal digit.
    ///
    /// @return 0 to 15, or -1
    static int hex(int b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int c = b | 0x20;
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }
}
