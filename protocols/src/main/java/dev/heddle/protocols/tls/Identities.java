// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The identities of a server, chosen by the name that the client asks for; they can be replaced while
/// sessions go on.
///
/// Any thread. A session that is there keeps the identity of its handshake; the next handshake gets the new
/// ones.
/// Source: RFC 6066 section 3 (server name indication)
public final class Identities {
    /// One set, with a number that its aliases carry, so that a handshake under way finds the set that it
    /// began with.
    private record Generation(long number, List<Identity> identities) {}

    private record Both(Generation now, @Nullable Generation before) {}

    private final AtomicReference<Both> current;

    private Identities(List<Identity> identities) {
        current = new AtomicReference<>(new Both(new Generation(0, checked(identities)), null));
    }

    /// A set of identities.
    ///
    /// @param identities at least one; the first serves whoever asks for no name, or for one that none is for
    /// @return the set
    public static Identities of(List<Identity> identities) {
        return new Identities(identities);
    }

    /// Replaces all of them, for the handshakes to come.
    ///
    /// @param identities at least one
    public void replace(List<Identity> identities) {
        var next = checked(identities);
        current.updateAndGet(both -> new Both(new Generation(both.now().number() + 1, next), both.now()));
    }

    private static List<Identity> checked(List<Identity> identities) {
        if (identities.isEmpty()) {
            throw new IllegalArgumentException("identities: wanted at least one, got none");
        }
        return List.copyOf(identities);
    }

    /// The ones that serve new handshakes.
    ///
    /// @return the first is the one for everybody
    public List<Identity> now() {
        return current.get().now().identities();
    }

    X509ExtendedKeyManager keyManager() {
        return new Chooser();
    }

    private @Nullable Identity find(@Nullable String alias) {
        if (alias == null) {
            return null;
        }
        int colon = alias.indexOf(':');
        long number = Long.parseLong(alias, 0, colon, 10);
        var both = current.get();
        var before = both.before();
        var generation = number == both.now().number()
                ? both.now()
                : before != null && number == before.number() ? before : null;
        return generation == null
                ? null
                : generation.identities().get(Integer.parseInt(alias, colon + 1, alias.length(), 10));
    }

    private @Nullable String choose(String keyType, @Nullable String host) {
        var generation = current.get().now();
        var all = generation.identities();
        boolean named = host != null && all.stream().anyMatch(identity -> identity.isFor(host));
        for (int i = 0; i < all.size(); i++) {
            // The engine asks for one kind of key after the other: one that is for the name wins over its favourite
            // kind.
            if (fits(all.get(i), keyType)
                    && (!named || (host != null && all.get(i).isFor(host)))) {
                return generation.number() + ":" + i;
            }
        }
        return null;
    }

    private static boolean fits(Identity identity, String keyType) {
        var algorithm = identity.key().getAlgorithm();
        return keyType.equals(algorithm)
                || (algorithm.equals("RSA") && keyType.equals("RSASSA-PSS"))
                || (algorithm.equals("EdDSA") && keyType.startsWith("Ed"))
                || (algorithm.equals("EC") && keyType.startsWith("EC"));
    }

    /// The JDK's question, answered anew for each handshake.
    private final class Chooser extends X509ExtendedKeyManager {
        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            String host = null;
            if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
                for (var name : session.getRequestedServerNames()) {
                    if (name instanceof SNIHostName hostName) {
                        host = hostName.getAsciiName();
                    }
                }
            }
            return choose(keyType, host);
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
            for (var keyType : keyTypes) {
                var alias = choose(keyType, null);
                if (alias != null) {
                    return alias;
                }
            }
            return null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
            var identity = find(alias);
            return identity == null ? null : identity.chain().toArray(new X509Certificate[0]);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
            var identity = find(alias);
            return identity == null ? null : identity.key();
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            var generation = current.get().now();
            var aliases = new ArrayList<String>();
            for (int i = 0; i < generation.identities().size(); i++) {
                if (fits(generation.identities().get(i), keyType)) {
                    aliases.add(generation.number() + ":" + i);
                }
            }
            return aliases.isEmpty() ? null : aliases.toArray(new String[0]);
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return getServerAliases(keyType, issuers);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return choose(keyType, null);
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return keyTypes.length == 0 ? null : choose(keyTypes[0], null);
        }
    }
}
