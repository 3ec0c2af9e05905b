// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The PROXY protocol's header, version 1 (a line) or 2 (binary): who really is at both ends of a connection
/// that comes through a balancer. Source: the specification of HAProxy, "The PROXY protocol, versions 1 & 2",
/// sections 2.1 and 2.2.
///
/// Thread: any, one at a time. It is fed bytes until it answers. Limit: [#BYTES_MAX] bytes; a header that is
/// longer, or not one, is malformed.
final class ProxyHeader {
    /// A version 1 line has at most 107 bytes; a version 2 header 16 and what it says, of which so much is
    /// taken.
    static final int BYTES_MAX = 16 + 520;

    private static final int LINE_MAX = 107;
    private static final int FIXED = 16;
    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    /// What became of the bytes so far.
    enum State {
        /// It is not complete yet.
        MORE,
        /// It is complete; [#source()] and [#target()] are known, unless the balancer speaks for itself.
        DONE,
        /// It is none, or one that must not be trusted.
        MALFORMED
    }

    private final byte[] bytes = new byte[BYTES_MAX];
    private int length;
    private @Nullable Endpoint source;
    private @Nullable Endpoint target;

    /// Takes one byte.
    State take(byte next) {
        if (length == BYTES_MAX) {
            return State.MALFORMED;
        }
        bytes[length++] = next;
        return bytes[0] == 'P' ? line() : binary();
    }

    /// Who connected; null: not told.
    @Nullable
    Endpoint source() {
        return source;
    }

    /// What they connected to; null: not told.
    @Nullable
    Endpoint target() {
        return target;
    }

    // ---- version 1: "PROXY TCP4 source target sourcePort targetPort\r\n", or "PROXY UNKNOWN ...\r\n"

    private State line() {
        if (bytes[length - 1] != '\n') {
            return length >= LINE_MAX ? State.MALFORMED : State.MORE;
        }
        if (length < 2 || bytes[length - 2] != '\r') {
            return State.MALFORMED;
        }
        var words = new String(bytes, 0, length - 2, StandardCharsets.US_ASCII).split(" ", -1);
        if (words.length < 2 || !words[0].equals("PROXY")) {
            return State.MALFORMED;
        }
        return switch (words[1]) {
            case "UNKNOWN" -> State.DONE;
            case "TCP4", "TCP6" -> ends(words);
            default -> State.MALFORMED;
        };
    }

    private State ends(String[] words) {
        if (words.length != 6) {
            return State.MALFORMED;
        }
        int addressBytes = words[1].equals("TCP4") ? 4 : 16;
        source = end(words[2], words[4], addressBytes);
        target = end(words[3], words[5], addressBytes);
        return source == null || target == null ? State.MALFORMED : State.DONE;
    }

    private static @Nullable Endpoint end(String address, String port, int addressBytes) {
        try {
            var ip = InetAddress.ofLiteral(address);
            boolean plain = !port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9') && port.length() <= 5;
            int number = plain ? Integer.parseInt(port) : -1;
            return ip.getAddress().length == addressBytes && number >= 0 && number <= 0xffff
                    ? new Endpoint(ip.getHostAddress(), number)
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    // ---- version 2: signature, version and command, family, length, addresses, and fields that we do not read

    private State binary() {
        if (length <= SIGNATURE.length) {
            return bytes[length - 1] == SIGNATURE[length - 1] ? State.MORE : State.MALFORMED;
        }
        if (length < FIXED) {
            return State.MORE;
        }
        int rest = number(14);
        if (bytes[12] >> 4 != 2 || FIXED + rest > BYTES_MAX) {
            return State.MALFORMED;
        }
        return length < FIXED + rest ? State.MORE : command(rest);
    }

    private State command(int rest) {
        return switch (bytes[12] & 0x0f) {
            case 0 -> State.DONE; // LOCAL: the balancer's own connection
            case 1 -> family(rest);
            default -> State.MALFORMED;
        };
    }

    private State family(int rest) {
        return switch (bytes[13] & 0xff) {
            case 0x11 -> addresses(4, rest);
            case 0x21 -> addresses(16, rest);
            default -> State.DONE; // Unix sockets, datagrams, unspecified: the real ends are not told
        };
    }

    private State addresses(int size, int rest) {
        if (rest < 2 * size + 4) {
            return State.MALFORMED;
        }
        source = end(FIXED, size, FIXED + 2 * size);
        target = end(FIXED + size, size, FIXED + 2 * size + 2);
        return State.DONE;
    }

    private Endpoint end(int at, int size, int portAt) {
        try {
            var ip = InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + size));
            return new Endpoint(ip.getHostAddress(), number(portAt));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + size + " bytes", e);
        }
    }

    /// Two bytes, the high one first.
    private int number(int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }
}
