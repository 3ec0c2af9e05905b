// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import org.jspecify.annotations.Nullable;

/// Where a connection comes from, as the transport (or WEBIRC, or a PROXY header) says.
///
/// @param address numeric, IPv4 or IPv6
/// @param port at the other end
/// @param host what others may see: the address unless something better is known
/// @param secure whether it is encrypted up to here
/// @param fingerprint SHA-256 of the client's certificate, lower-case hex; null if it showed none
/// @param tlsText such as "TLSv1.3, TLS_AES_128_GCM_SHA256"; null in the clear
/// @param operator a connection on the operator's own Unix socket
public record Peer(
        String address,
        int port,
        String host,
        boolean secure,
        @Nullable String fingerprint,
        @Nullable String tlsText,
        boolean operator) {
    /// A connection in the clear.
    public static Peer plain(String address, int port) {
        return new Peer(address, port, hostOf(address), false, null, null, false);
    }

    /// A parameter must not begin with a colon.
    private static String hostOf(String address) {
        return address.startsWith(":") ? "0" + address : address;
    }

    /// The same client as seen by a gateway.
    public Peer behind(String realAddress, String realHost, boolean encrypted) {
        return new Peer(realAddress, port, hostOf(realHost), encrypted, fingerprint, tlsText, operator);
    }
}
