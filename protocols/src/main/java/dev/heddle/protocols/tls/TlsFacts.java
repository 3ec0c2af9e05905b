// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import dev.heddle.runtime.graph.Control;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
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

    /// Reads them from an engine whose handshake is done.
    static TlsFacts of(SSLEngine engine) {
        var session = engine.getSession();
        var chain = new ArrayList<X509Certificate>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            chain.clear(); // it showed none
        }
        var name = "";
        if (session instanceof ExtendedSSLSession extended) {
            for (var requested : extended.getRequestedServerNames()) {
                if (requested instanceof SNIHostName host) {
                    name = host.getAsciiName();
                }
            }
        }
        var alpn = engine.getApplicationProtocol();
        return new TlsFacts(
                session.getProtocol(), session.getCipherSuite(), alpn == null ? "" : alpn, name, List.copyOf(chain));
    }

    /// Asks a session for the facts of its TLS layer; null where there is none below.
    public record Ask() implements Control<@Nullable TlsFacts> {
        @Override
        public @Nullable TlsFacts unsupported() {
            return null;
        }
    }
}
