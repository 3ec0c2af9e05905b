// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.link;

import org.jspecify.annotations.Nullable;

/// Which server, and whether TLS is spoken with it. Any thread.
///
/// @param host a name or an address, without brackets
/// @param port 1 to 65535
/// @param tls whether the connection is encrypted
public record ServerAddress(String host, int port, boolean tls) {
    /// Where IRC is spoken in the clear.
    public static final int PLAIN_PORT = 6667;

    /// Where IRC is spoken over TLS.
    public static final int TLS_PORT = 6697;

    /// Checks both.
    public ServerAddress {
        if (host.isBlank() || host.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("server: wanted a host, got '" + host + "'");
        }
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("server " + host + ": wanted a port from 1 to 65535, got " + port);
        }
    }

    /// Reads `HOST`, `HOST:PORT`, `[ADDRESS]:PORT`. What is not said is chosen so that a password is never sent
    /// in the clear to another machine: TLS on 6697, but on this machine the plain port 6667.
    ///
    /// @param tls what was asked for; null when nothing was
    /// @throws IllegalArgumentException with what was wanted, when it is neither
    public static ServerAddress parse(String text, @Nullable Boolean tls) {
        String host = text;
        int port = 0;
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        boolean bareAddress = !bracketed && text.indexOf(':') != colon;
        if (colon > text.lastIndexOf(']') && !bareAddress) {
            host = text.substring(0, colon);
            String digits = text.substring(colon + 1);
            if (!digits.matches("[0-9]{1,5}")) {
                throw new IllegalArgumentException("server: wanted HOST or HOST:PORT, got '" + text + "'");
            }
            port = Integer.parseInt(digits);
            if (port == 0) {
                throw new IllegalArgumentException("server: wanted a port from 1 to 65535, got 0");
            }
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        boolean secure = tls != null ? tls : port == 0 ? !isLoopback(host) : port == TLS_PORT || !isLoopback(host);
        return new ServerAddress(host, port != 0 ? port : secure ? TLS_PORT : PLAIN_PORT, secure);
    }

    /// Whether it is this machine.
    public boolean isLoopback() {
        return isLoopback(host);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    /// Host and port, for people.
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
