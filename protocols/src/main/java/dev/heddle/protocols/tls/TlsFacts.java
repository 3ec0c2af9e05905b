// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import dev.heddle.runtime.graph.Control;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the handshake settled.
///
/// @param version "TLSv1.3"
/// @param cipher the suite's name
/// @param alpn the application protocol; empty when none was agreed on
/// @param serverName the name that the client asked for; empty when it asked for none
/// @param peerChain the peer's certificates, its own first; empty when it showed none
public record TlsFacts(String version, String cipher, String alpn, String serverName, List<X509Certificate> peerChain) {
    /// Keeps its own copy of the chain.
    public TlsFacts {
        peerChain = List.copyOf(peerChain);
    }

    /// Asks a session for the facts of its TLS layer; null where there is none below.
    public record Ask() implements Control<@Nullable TlsFacts> {
        @Override
        public @Nullable TlsFacts unsupported() {
            return null;
        }
    }
}
