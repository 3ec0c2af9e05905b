// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Socket addresses in the kernel's layout (sockaddr_in, sockaddr_in6, sockaddr_un) and back.
final class SocketAddressCodec {
    static final int MAX_BYTES = 112;

    private static final ValueLayout.OfShort FAMILY = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfShort PORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int UNIX_PATH_MAX = 107;

    private SocketAddressCodec() {}

    static int family(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress _ -> Libc.AF_UNIX;
            case InetSocketAddress inet
            when inet.isUnresolved() ->
                throw new IllegalArgumentException("socket address: wanted a resolved one, got " + inet);
            case InetSocketAddress inet -> inet.getAddress() instanceof Inet6Address ? Libc.AF_INET6 : Libc.AF_INET;
            default ->
                throw new IllegalArgumentException(
                        "socket address: wanted an InetSocketAddress or a UnixDomainSocketAddress, got " + address);
        };
    }

    /// Writes `address` for a socket of `family` and returns its length; an IPv4 address is mapped for an
    /// IPv6 socket.
    static int encode(MemorySegment into, SocketAddress address, int family) {
        into.fill((byte) 0);
        into.set(FAMILY, 0, (short) family);
        if (address instanceof UnixDomainSocketAddress unix) {
            byte[] path = unix.getPath().toString().getBytes(StandardCharsets.UTF_8);
            if (path.length > UNIX_PATH_MAX) {
                throw new IllegalArgumentException("Unix socket path: wanted at most " + UNIX_PATH_MAX + " bytes, got "
                        + path.length + ": " + unix);
            }
            MemorySegment.copy(path, 0, into, ValueLayout.JAVA_BYTE, 2, path.length);
            return 2 + path.length + 1;
        }
        var inet = (InetSocketAddress) address;
        into.set(PORT, 2, (short) inet.getPort());
        byte[] host = inet.getAddress().getAddress();
        if (family == Libc.AF_INET) {
            MemorySegment.copy(host, 0, into, ValueLayout.JAVA_BYTE, 4, 4);
            return 16;
        }
        if (host.length == 4) {
            if (!inet.getAddress().isAnyLocalAddress()) {
                into.set(FAMILY, 18, (short) -1);
                MemorySegment.copy(host, 0, into, ValueLayout.JAVA_BYTE, 20, 4);
            }
        } else {
            MemorySegment.copy(host, 0, into, ValueLayout.JAVA_BYTE, 8, 16);
            into.set(ValueLayout.JAVA_INT_UNALIGNED, 24, ((Inet6Address) inet.getAddress()).getScopeId());
        }
        return 28;
    }

    static @Nullable SocketAddress decode(MemorySegment from, int lengthBytes) {
        if (lengthBytes < 2) {
            return null;
        }
        int family = from.get(FAMILY, 0);
        if (family == Libc.AF_UNIX) {
            return unix(from, lengthBytes);
        }
        int port = from.get(PORT, 2) & 0xFFFF;
        byte[] host = new byte[family == Libc.AF_INET ? 4 : 16];
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, family == Libc.AF_INET ? 4 : 8, host, 0, host.length);
        try {
            int scope = family == Libc.AF_INET ? 0 : from.get(ValueLayout.JAVA_INT_UNALIGNED, 24);
            var address = scope == 0 ? InetAddress.getByAddress(host) : Inet6Address.getByAddress(null, host, scope);
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static SocketAddress unix(MemorySegment from, int lengthBytes) {
        int end = 2;
        while (end < lengthBytes && from.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        byte[] path = new byte[end - 2];
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, 2, path, 0, path.length);
        return UnixDomainSocketAddress.of(new String(path, StandardCharsets.UTF_8));
    }
}
