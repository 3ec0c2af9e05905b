// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.link;

import dev.heddle.protocols.tls.Identity;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Believes a server whose certificate an authority that the JDK knows has signed for its host, or whose
/// certificate the user has decided to believe. What it refuses it keeps, so that the user can be asked.
///
/// Thread: the loop, where the handshakes run.
final class ServerTrust extends X509ExtendedTrustManager {
    private final KnownServers known;
    private @Nullable ServerAddress server;
    private @Nullable Presented refused;
    private @Nullable X509ExtendedTrustManager authorities;

    ServerTrust(KnownServers known) {
        this.known = known;
    }

    /// The next handshake is with this server.
    void expect(ServerAddress next) {
        server = next;
        refused = null;
    }

    /// What the last handshake showed and was not believed; null when that was not its problem.
    @Nullable
    Presented refused() {
        return refused;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        var expected = server;
        if (expected == null) {
            throw new CertificateException("no server is expected");
        }
        var shown = chain[0];
        String fingerprint = Identity.fingerprint(shown);
        String remembered = remembered(expected);
        if (remembered.equals(fingerprint)) {
            return;
        }
        try {
            authorities().checkServerTrusted(chain, authType, engine);
        } catch (CertificateException why) {
            refused = presented(shown, fingerprint, remembered, why);
            throw why;
        }
    }

    private String remembered(ServerAddress expected) throws CertificateException {
        try {
            return known.fingerprint(expected);
        } catch (IOException e) {
            throw new CertificateException("cannot read " + known + ": " + e.getMessage(), e);
        }
    }

    private static Presented presented(
            X509Certificate shown, String fingerprint, String remembered, CertificateException why) {
        return new Presented(
                fingerprint,
                shown.getSubjectX500Principal().getName(),
                shown.getIssuerX500Principal().getName(),
                shown.getNotAfter()
                        .toInstant()
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString(),
                problem(shown, why),
                remembered);
    }

    private static String problem(X509Certificate shown, CertificateException why) {
        if (shown.getSubjectX500Principal().equals(shown.getIssuerX500Principal())) {
            return "it is signed by itself, not by an authority";
        }
        Throwable root = why;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private X509ExtendedTrustManager authorities() throws CertificateException {
        var made = authorities;
        if (made != null) {
            return made;
        }
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (var manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    authorities = extended;
                    return extended;
                }
            }
            throw new CertificateException("this JDK has no X.509 trust manager");
        } catch (GeneralSecurityException e) {
            throw new CertificateException("this JDK knows no authorities", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("wanted an engine, got a socket");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("wanted an engine, got none");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this side is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this side is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
