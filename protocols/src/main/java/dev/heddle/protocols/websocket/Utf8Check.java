// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Says whether bytes are UTF-8, in as many pieces as they come, at the first byte that is wrong.
///
/// Eight bytes of ASCII are passed at a time. Source: RFC 3629 section 4, as a table of what may follow.
final class Utf8Check {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private int needed; // continuation bytes still wanted
    private int least; // of the next continuation byte
    private int most;

    void reset() {
        needed = 0;
    }

    /// Takes the next piece.
    ///
    /// @return false as soon as no continuation could make it UTF-8
    boolean accept(MemorySegment bytes, long from, long to) {
        long at = from;
        while (at < to) {
            if (needed == 0 && at + 8 <= to && (bytes.get(JAVA_LONG_UNALIGNED, at) & HIGH_BITS) == 0) {
                at += 8;
            } else if (!accept(bytes.get(JAVA_BYTE, at++) & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private boolean accept(int b) {
        if (needed > 0) {
            if (b < least || b > most) {
                return false;
            }
            needed--;
            least = 0x80;
            most = 0xbf;
            return true;
        }
        if (b < 0x80) {
            return true;
        }
        if (b < 0xc2 || b > 0xf4) {
            return false;
        }
        needed = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
        least = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80;
        most = b == 0xed ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
        return true;
    }

    /// Whether the bytes so far end with a whole character.
    boolean isWhole() {
        return needed == 0;
    }
}
