// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF, nothing cut off.
public final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long SPACES = 0x2020_2020_2020_2020L;

    private Utf8() {}

    /// The first index in `[from, to)` whose byte is not ASCII, or `to`.
    static int endOfAscii(byte[] bytes, int from, int to) {
        var i = from;
        for (; i + 8 <= to; i += 8) {
            var word = (long) LONGS.get(bytes, i) & HIGH_BITS;
            if (word != 0) {
                return i + (Long.numberOfTrailingZeros(word) >>> 3);
            }
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /// The first index in `[from, to)` whose byte is a control character or not ASCII, or `to`.
    static int endOfPrintable(byte[] bytes, int from, int to) {
        var i = from;
        for (; i + 8 <= to; i += 8) {
            var word = (long) LONGS.get(bytes, i);
            // A byte below a space borrows into its own high bit. The borrow may reach the next one too, but the lowest
            // set bit is always right.
            var found = (word - SPACES | word) & HIGH_BITS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < to && bytes[i] >= ' ') {
            i++;
        }
        return i;
    }

    /// Whether the bytes `[from, to)` are strict UTF-8.
    public static boolean isValid(byte[] bytes, int from, int to) {
        var i = endOfAscii(bytes, from, to);
        while (i < to) {
            var length = sequenceLength(bytes, i, to);
            if (length == 0) {
                return false;
            }
            i += length;
        }
        return true;
    }

    /// The bytes of the well-formed sequence at `at`; 0 if there is none. Source: Unicode, table 3-7.
    private static int sequenceLength(byte[] bytes, int at, int to) {
        var first = bytes[at] & 0xff;
        if (first < 0x80) {
            return 1;
        }
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        var length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (at + length > to) {
            return 0;
        }
        var second = bytes[at + 1] & 0xff;
        var low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        var high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < low || second > high) {
            return 0;
        }
        for (var k = 2; k < length; k++) {
            if ((bytes[at + k] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /// The greatest boundary between characters in `[from, limit]`, where the bytes around it are valid UTF-8.
    ///
    /// A text cut there never ends in half a character.
    public static int boundaryAtOrBefore(byte[] bytes, int from, int limit) {
        var i = limit;
        while (i > from && (bytes[i] & 0xc0) == 0x80) {
            i--;
        }
        return i;
    }

    /// The longest prefix of `text` that takes at most `limitBytes` bytes; the same object if all fits.
    public static String truncated(String text, int limitBytes) {
        if (text.length() <= limitBytes / 3) {
            return text;
        }
        var bytes = 0;
        for (var i = 0; i < text.length(); ) {
            var codePoint = text.codePointAt(i);
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (bytes > limitBytes) {
                return text.substring(0, i);
            }
            i += Character.charCount(codePoint);
        }
        return text;
    }

    /// How many bytes `text` takes.
    public static int lengthBytes(CharSequence text) {
        var bytes = text.length();
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c >= 0x800) {
                // A surrogate pair takes four bytes for two chars, so each half adds one.
                bytes += Character.isSurrogate(c) ? 1 : 2;
            } else if (c >= 0x80) {
                bytes++;
            }
        }
        return bytes;
    }
}
