// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import dev.heddle.runtime.net.WhenBehind;
import dev.heddle.runtime.unit.UnitHeap;
import dev.heddle.runtime.worker.WorkerGroup;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// How TLS sessions behave. Immutable, any thread.
public final class TlsOptions {
    /// What a server asks of its clients.
    public enum ClientCertificate {
        /// Nothing: clients stay anonymous to this layer.
        NONE,
        /// A certificate if the client has one, signed by whomever: the layers above know it by its
        /// fingerprint.
        ASKED,
        /// One that the given authorities signed; without it there is no session.
        REQUIRED
    }

    /// What of the options differs from one session to the next.
    private record Peer(
            boolean server,
            ClientCertificate clientCertificate,
            boolean verifyHost,
            List<String> alpn,
            List<String> versions) {}

    private final SSLContext context;
    private final UnitHeap heap;
    private final Peer peer;
    private final Limits limits;
    private final @Nullable WorkerGroup<Runnable> workers;

    record Limits(int outboxBytes, WhenBehind whenBehind, Duration handshake) {}

    private TlsOptions(
            SSLContext context, UnitHeap heap, Peer peer, Limits limits, @Nullable WorkerGroup<Runnable> workers) {
        this.context = context;
        this.heap = heap;
        this.peer = peer;
        this.limits = limits;
        this.workers = workers;
    }

    /// For the accepting side. TLS 1.2 and 1.3, 10 s for the handshake, an outbox of 1 MiB and then
    /// [WhenBehind#CLOSE], delegated tasks on the loop itself until [#tasksOn] says where.
    ///
    /// @param heap what was decrypted goes upward in units of it
    /// @param identities who the server is; may be replaced while it runs
    /// @param asks what it asks of clients
    /// @param authorities who may sign them, for [ClientCertificate#REQUIRED]; empty otherwise
    /// @return options
    public static TlsOptions server(
            UnitHeap heap, Identities identities, ClientCertificate asks, List<X509Certificate> authorities) {
        if ((asks == ClientCertificate.REQUIRED) == authorities.isEmpty()) {
            throw new IllegalArgumentException("tls: wanted authorities with REQUIRED and only with it, got " + asks
                    + " and " + authorities.size());
        }
        var trust = asks == ClientCertificate.REQUIRED ? PeerTrust.of(authorities) : PeerTrust.anybody();
        var context = context(new KeyManager[] {identities.keyManager()}, trust);
        return new TlsOptions(context, heap, new Peer(true, asks, false, List.of(), List.of()), defaults(), null);
    }

    /// For the connecting side: the server must prove to be the host of the endpoint that is opened.
    ///
    /// @param heap what was decrypted goes upward in units of it
    /// @param anchors authorities or certificates to believe; null for those that the JDK ships
    /// @param identity who we are, if the server asks; null: nobody
    /// @return options
    public static TlsOptions client(
            UnitHeap heap, @Nullable List<X509Certificate> anchors, @Nullable Identities identity) {
        return clientTrusting(heap, PeerTrust.of(anchors), identity);
    }

    /// For the connecting side, which decides itself whom it believes.
    ///
    /// @param heap what was decrypted goes upward in units of it
    /// @param trust asked once per handshake, on the loop or on a worker of [#tasksOn]; it is given the
    ///     engine, whose peer host is the endpoint that is opened, and has to compare it with the certificate
    ///     itself
    /// @param identity who we are, if the server asks; null: nobody
    /// @return options
    public static TlsOptions clientTrusting(
            UnitHeap heap, X509ExtendedTrustManager trust, @Nullable Identities identity) {
        var keys = identity == null ? new KeyManager[0] : new KeyManager[] {identity.keyManager()};
        var peer = new Peer(false, ClientCertificate.NONE, true, List.of(), List.of());
        return new TlsOptions(context(keys, trust), heap, peer, defaults(), null);
    }

    private static Limits defaults() {
        return new Limits(1 << 20, WhenBehind.CLOSE, Duration.ofSeconds(10));
    }

    private static SSLContext context(KeyManager[] keys, TrustManager trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("tls: this JDK has no TLS", e);
        }
    }

    /// Application protocols, the preferred one first.
    ///
    /// @param protocols such as "http/1.1" or "irc"
    /// @return changed options
    public TlsOptions alpn(List<String> protocols) {
        var changed =
                new Peer(peer.server, peer.clientCertificate, peer.verifyHost, List.copyOf(protocols), peer.versions);
        return new TlsOptions(context, heap, changed, limits, workers);
    }

    /// Only these versions.
    ///
    /// @param versions of "TLSv1.2", "TLSv1.3"
    /// @return changed options
    public TlsOptions versions(List<String> versions) {
        if (versions.isEmpty() || !List.of("TLSv1.2", "TLSv1.3").containsAll(versions)) {
            throw new IllegalArgumentException("tls: wanted some of TLSv1.2, TLSv1.3, got " + versions);
        }
        var changed = new Peer(peer.server, peer.clientCertificate, peer.verifyHost, peer.alpn, List.copyOf(versions));
        return new TlsOptions(context, heap, changed, limits, workers);
    }

    /// A client that believes the certificate whatever host it is for: only with pinned anchors.
    ///
    /// @return changed options
    public TlsOptions anyHost() {
        var changed = new Peer(peer.server, peer.clientCertificate, false, peer.alpn, peer.versions);
        return new TlsOptions(context, heap, changed, limits, workers);
    }

    /// The most plaintext bytes that wait for one peer, and what happens at the limit.
    ///
    /// @param limitBytes above zero
    /// @param policy at the limit
    /// @return changed options
    public TlsOptions outbox(int limitBytes, WhenBehind policy) {
        if (limitBytes <= 0) {
            throw new IllegalArgumentException("tls: wanted an outbox limit above 0 bytes, got " + limitBytes);
        }
        return new TlsOptions(context, heap, peer, new Limits(limitBytes, policy, limits.handshake), workers);
    }

    /// How long a handshake may take.
    ///
    /// @param limit above zero
    /// @return changed options
    public TlsOptions handshakeTimeout(Duration limit) {
        return new TlsOptions(context, heap, peer, new Limits(limits.outboxBytes, limits.whenBehind, limit), workers);
    }

    /// Where the handshake's expensive steps (signatures, key agreement) are done.
    ///
    /// @param group its handler runs the request that it is given
    /// @return changed options
    public TlsOptions tasksOn(WorkerGroup<Runnable> group) {
        return new TlsOptions(context, heap, peer, limits, group);
    }

    SSLEngine engine(@Nullable String host, int port) {
        var engine = host == null ? context.createSSLEngine() : context.createSSLEngine(host, port);
        engine.setUseClientMode(!peer.server);
        var parameters = engine.getSSLParameters();
        parameters.setProtocols(
                peer.versions.isEmpty() ? new String[] {"TLSv1.3", "TLSv1.2"} : peer.versions.toArray(new String[0]));
        parameters.setApplicationProtocols(peer.alpn.toArray(new String[0]));
        parameters.setUseCipherSuitesOrder(true);
        if (!peer.server && peer.verifyHost) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (peer.server) {
            parameters.setWantClientAuth(peer.clientCertificate == ClientCertificate.ASKED);
            if (peer.clientCertificate == ClientCertificate.REQUIRED) {
                parameters.setNeedClientAuth(true);
            }
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    boolean isServer() {
        return peer.server;
    }

    UnitHeap heap() {
        return heap;
    }

    Limits limits() {
        return limits;
    }

    @Nullable
    WorkerGroup<Runnable> workers() {
        return workers;
    }
}
