// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.line;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Finds line feeds, eight bytes at a time. Any thread.
///
/// A byte of `word ^ pattern` is zero where the word has a line feed; the classic test for a zero byte in a
/// word marks the lowest such byte exactly, and reading little endian makes the lowest byte the first.
final class Newlines {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long LOWS = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long PATTERN = '\n' * LOWS;

    private Newlines() {}

    /// Where the first line feed from `from` to before `to` is; -1: there is none.
    static long find(MemorySegment memory, long from, long to) {
        long at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = memory.get(WORD, at) ^ PATTERN;
            long found = word - LOWS & ~word & HIGHS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (memory.get(ValueLayout.JAVA_BYTE, at) == '\n') {
                return at;
            }
        }
        return -1;
    }
}
