// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Participant;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A host and a port of TCP or UDP. Any thread.
///
/// @param host a name, an IPv4 or IPv6 address without brackets, or `*` for every address of this machine
/// @param port 0 to 65535; 0 is "any free one" where one is to be bound
public record Endpoint(String host, int port) implements Participant {
    private static final String EVERY = "*";

    /// Checks both parts.
    public Endpoint {
        if (host.isBlank()) {
            throw new IllegalArgumentException("endpoint: wanted a host or *, got a blank");
        }
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("endpoint " + host + ": wanted a port from 0 to 65535, got " + port);
        }
    }

    /// This port on every address of this machine.
    public static Endpoint any(int port) {
        return new Endpoint(EVERY, port);
    }

    /// The endpoint of an address, with its numbers.
    public static Endpoint of(InetSocketAddress address) {
        var ip = address.getAddress();
        return new Endpoint(ip == null ? address.getHostString() : numbers(ip), address.getPort());
    }

    private static String numbers(InetAddress ip) {
        return ip.isAnyLocalAddress() ? EVERY : ip.getHostAddress();
    }

    /// The address without asking a name server; null: the host is a name.
    @Nullable
    InetSocketAddress literal() {
        if (host.equals(EVERY)) {
            return new InetSocketAddress(port);
        }
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(host), port);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
