// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A range of addresses: an address, or one with a prefix length (`192.0.2.0/24`, `2001:db8::/32`). Names are never
/// looked up.
///
/// An IPv4 address inside IPv6 (`::ffff:192.0.2.1`) is the IPv4 address.
public final class AddressMask {
    private final byte[] network;
    private final int prefixBits;

    private AddressMask(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /// Reads a range; null if the text is none.
    public static @Nullable AddressMask parse(String text) {
        var slash = text.indexOf('/');
        var address = parseAddress(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        var bits = slash < 0 ? address.length * 8 : number(text.substring(slash + 1), 10, 3);
        if (bits < 0 || bits > address.length * 8) {
            return null;
        }
        return new AddressMask(masked(address, bits), bits);
    }

    /// The first bits of its addresses, the rest 0; 4 or 16 bytes.
    byte[] network() {
        return network;
    }

    int prefixBits() {
        return prefixBits;
    }

    static byte[] masked(byte[] address, int bits) {
        var network = address.clone();
        for (var i = 0; i < network.length; i++) {
            var keep = Math.clamp(bits - 8L * i, 0, 8);
            network[i] &= (byte) (0xff00 >> keep);
        }
        return network;
    }

    /// Whether the address (4 or 16 bytes) lies in the range.
    public boolean contains(byte[] address) {
        var plain = plain(address);
        return plain.length == network.length && Arrays.equals(masked(plain, prefixBits), network);
    }

    /// The address (4 or 16 bytes) behind a literal; null if the text is none.
    public static byte @Nullable [] parseAddress(String text) {
        if (text.indexOf(':') < 0) {
            return parseV4(text);
        }
        var v6 = parseV6(text);
        return v6 == null ? null : plain(v6);
    }

    private static byte[] plain(byte[] address) {
        if (address.length == 16 && address[10] == -1 && address[11] == -1) {
            var i = 0;
            while (i < 10 && address[i] == 0) {
                i++;
            }
            return i == 10 ? Arrays.copyOfRange(address, 12, 16) : address;
        }
        return address;
    }

    private static byte @Nullable [] parseV4(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        var address = new byte[4];
        for (var i = 0; i < 4; i++) {
            var value = number(parts[i], 10, 3);
            if (value < 0 || value > 255) {
                return null;
            }
            address[i] = (byte) value;
        }
        return address;
    }

    private static byte @Nullable [] parseV6(String text) {
        var gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        var head = groups(gap < 0 ? text : text.substring(0, gap));
        var tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2));
        if (head == null || tail == null) {
            return null;
        }
        var bytes = head.length + tail.length;
        if (gap < 0 ? bytes != 16 : bytes > 14) {
            return null;
        }
        var address = new byte[16];
        System.arraycopy(head, 0, address, 0, head.length);
        System.arraycopy(tail, 0, address, 16 - tail.length, tail.length);
        return address;
    }

    /// The bytes of groups between colons, the last of which may be an IPv4 address.
    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        var parts = text.split(":", -1);
        var out = new byte[2 * parts.length + 2];
        var length = 0;
        for (var i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                var v4 = parseV4(parts[i]);
                if (v4 == null) {
                    return null;
                }
                System.arraycopy(v4, 0, out, length, 4);
                return Arrays.copyOf(out, length + 4);
            }
            var value = number(parts[i], 16, 4);
            if (value < 0) {
                return null;
            }
            out[length++] = (byte) (value >> 8);
            out[length++] = (byte) value;
        }
        return length > 16 ? null : Arrays.copyOf(out, length);
    }

    private static int number(String text, int radix, int digitsMax) {
        if (text.isEmpty() || text.length() > digitsMax) {
            return -1;
        }
        var value = 0;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            var digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
