// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import dev.heddle.protocols.http.RequestHead;
import dev.heddle.runtime.net.Endpoint;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// The proxies whose word about the client's side of the connection is taken. Immutable; any thread.
public final class TrustedProxies {
    private record Network(byte[] address, int bits) {
        boolean includes(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                if (((address[i >> 3] ^ other[i >> 3]) & 0x80 >> (i & 7)) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /// Nobody is trusted.
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = networks;
    }

    /// Reads addresses and networks.
    ///
    /// @param texts such as "127.0.0.1" and "10.0.0.0/8"
    /// @return those
    /// @throws IllegalArgumentException naming the one that is neither
    public static TrustedProxies of(List<String> texts) {
        List<Network> networks = new ArrayList<>();
        for (var text : texts) {
            int slash = text.indexOf('/');
            try {
                var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                        .getAddress();
                int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
                if (bits < 0 || bits > address.length * 8) {
                    throw new IllegalArgumentException("bits");
                }
                networks.add(new Network(address, bits));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "trusted proxy: wanted an address or network such as 10.0.0.0/8, got '" + text + "'", e);
            }
        }
        return new TrustedProxies(List.copyOf(networks));
    }

    /** Whether a peer is one of them. */
    boolean includes(Endpoint peer) {
        if (networks.isEmpty()) {
            return false;
        }
        try {
            var address = InetAddress.ofLiteral(peer.host()).getAddress();
            return networks.stream().anyMatch(network -> network.includes(address));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Whether a trusted proxy says that the client came over TLS. The last of several values is the one that it has
    /// added itself.
    boolean saysSecure(RequestHead head) {
        var said = head.headers("X-Forwarded-Proto");
        if (said == null) {
            return false;
        }
        int comma = said.lastIndexOf(',');
        return said.substring(comma + 1).strip().equalsIgnoreCase("https");
    }
}
