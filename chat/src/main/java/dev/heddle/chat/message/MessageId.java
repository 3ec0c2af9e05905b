// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The identity of one message: its place in the hub's total order, and 64 random bits that make it impossible
/// to guess.
///
/// On the wire (`msgid`) it is 22 characters of base64url: eight bytes of sequence, eight of salt. The store
/// needs no index to find a message by it, and a page can start at the place of a message that retention has
/// deleted.
///
/// @param sequence the hub's sequence of the event, above 0
/// @param salt random bits, made by [MessageIds]
public record MessageId(long sequence, long salt) implements Comparable<MessageId> {
    private static final int TEXT_LENGTH = 22;
    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (var i = 0; i < ALPHABET.length; i++) {
            VALUES[ALPHABET[i]] = (byte) i;
        }
    }

    /// The form on the wire.
    public String text() {
        var out = new byte[TEXT_LENGTH];
        for (var i = 0; i < 11; i++) {
            // 66 bits hold 64: the first character carries the four highest.
            out[i] = ALPHABET[(int) (sequence >>> (60 - 6 * i) & 0x3f)];
            out[11 + i] = ALPHABET[(int) (salt >>> (60 - 6 * i) & 0x3f)];
        }
        return new String(out, StandardCharsets.ISO_8859_1);
    }

    /// The id behind a text; null if no server of ours has made it.
    public static @Nullable MessageId parse(String text) {
        if (text.length() != TEXT_LENGTH) {
            return null;
        }
        var sequence = 0L;
        var salt = 0L;
        for (var i = 0; i < TEXT_LENGTH; i++) {
            var c = text.charAt(i);
            var value = c < 128 ? VALUES[c] : -1;
            if (value < 0 || (i % 11 == 0 && value > 0xf)) {
                return null;
            }
            if (i < 11) {
                sequence = sequence << 6 | value;
            } else {
                salt = salt << 6 | value;
            }
        }
        return sequence > 0 ? new MessageId(sequence, salt) : null;
    }

    @Override
    public int compareTo(MessageId other) {
        return Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return text();
    }
}
