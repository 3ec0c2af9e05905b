// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Text into memory without an array between. Any thread.
final class Utf8 {
    private Utf8() {}

    static long lengthBytes(CharSequence text) {
        int chars = text.length();
        long bytes = chars;
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (c < 0x800) {
                bytes++;
            } else if (isPair(text, i)) {
                bytes += 2; // two chars, four bytes
                i++;
            } else if (!Character.isSurrogate(c)) {
                bytes += 2;
            }
        }
        return bytes;
    }

    /// The caller has made sure of the room.
    static void write(CharSequence text, MemorySegment to, long at) {
        int chars = text.length();
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                put(to, at++, c);
            } else if (isPair(text, i)) {
                at = putCodePoint(to, at, Character.toCodePoint(c, text.charAt(++i)));
            } else {
                at = Character.isSurrogate(c) ? putCodePoint(to, at, '?') : putCodePoint(to, at, c);
            }
        }
    }

    private static boolean isPair(CharSequence text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private static long putCodePoint(MemorySegment to, long at, int point) {
        if (point < 0x80) {
            put(to, at, point);
            return at + 1;
        }
        if (point < 0x800) {
            put(to, at, 0xC0 | point >> 6);
            put(to, at + 1, 0x80 | point & 0x3F);
            return at + 2;
        }
        if (point < 0x10000) {
            put(to, at, 0xE0 | point >> 12);
            put(to, at + 1, 0x80 | point >> 6 & 0x3F);
            put(to, at + 2, 0x80 | point & 0x3F);
            return at + 3;
        }
        put(to, at, 0xF0 | point >> 18);
        put(to, at + 1, 0x80 | point >> 12 & 0x3F);
        put(to, at + 2, 0x80 | point >> 6 & 0x3F);
        put(to, at + 3, 0x80 | point & 0x3F);
        return at + 4;
    }

    private static void put(MemorySegment to, long at, int value) {
        to.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    }
}
