// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Who a peer is: a certificate chain and the key that proves it. Immutable, any thread.
///
/// Source: RFC 5280; RFC 7468 for the PEM form; PKCS #8 (RFC 5958) for the key
public final class Identity {
    private static final int DNS_NAME = 2; // GeneralName's tag, RFC 5280 section 4.2.1.6
    private static final long LARGEST_FILE_BYTES = 1 << 20;

    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final List<String> names;

    private Identity(List<X509Certificate> chain, PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
        this.names = namesOf(chain.getFirst());
    }

    /// An identity from what was read or made elsewhere.
    ///
    /// @param chain the own certificate first
    /// @param key of the first certificate
    /// @return an identity
    /// @throws IllegalArgumentException when the chain is empty or the key is not of its first certificate
    public static Identity of(List<X509Certificate> chain, PrivateKey key) {
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("identity: wanted a certificate chain, got none");
        }
        if (!matches(chain.getFirst(), key)) {
            throw new IllegalArgumentException("identity: the key is not that of the certificate "
                    + chain.getFirst().getSubjectX500Principal());
        }
        return new Identity(chain, key);
    }

    /// Reads an identity from two PEM files, which may be the same one.
    ///
    /// @param certificates one or more "CERTIFICATE" blocks, the own one first
    /// @param key an unencrypted "PRIVATE KEY" block (PKCS #8)
    /// @return an identity
    /// @throws IOException when a file cannot be read or is not what it should be; the message names it and
    ///     what was expected
    public static Identity read(Path certificates, Path key) throws IOException {
        var chain = readChain(certificates);
        var secret = readKey(key);
        if (!matches(chain.getFirst(), secret)) {
            throw new IOException(key + ": the key is not that of the first certificate in " + certificates);
        }
        return new Identity(chain, secret);
    }

    /// Reads certificates from a PEM file.
    ///
    /// @param file with at least one "CERTIFICATE" block
    /// @return in the order of the file
    /// @throws IOException when it cannot be read or holds none; the message names it
    public static List<X509Certificate> readChain(Path file) throws IOException {
        var chain = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (Certificate certificate : factory.generateCertificates(new ByteArrayInputStream(bytes(file)))) {
                chain.add((X509Certificate) certificate);
            }
        } catch (CertificateException e) {
            throw new IOException(file + ": wanted PEM certificates, got something else: " + e.getMessage(), e);
        }
        if (chain.isEmpty()) {
            throw new IOException(file + ": wanted at least one PEM certificate, found none");
        }
        return chain;
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE_BYTES) {
            throw new IOException(file + ": larger than 1 MiB: wanted a PEM file");
        }
        return Files.readAllBytes(file);
    }

    private static PrivateKey readKey(Path file) throws IOException {
        var text = new String(bytes(file), StandardCharsets.ISO_8859_1);
        var begin = "-----BEGIN PRIVATE KEY-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END PRIVATE KEY-----");
        if (from < 0 || to < from) {
            throw new IOException(file + ": wanted an unencrypted PKCS #8 key (\"BEGIN PRIVATE KEY\"), "
                    + (text.contains(" PRIVATE KEY-----")
                            ? "found one in another form: convert it with \"openssl pkcs8 -topk8 -nodes\""
                            : "found none"));
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": the key is not base64: " + e.getMessage(), e);
        }
        for (var algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // a key of another algorithm: try the next
            } catch (GeneralSecurityException e) {
                throw new IOException(file + ": this JDK cannot read " + algorithm + " keys", e);
            }
        }
        throw new IOException(file + ": wanted a key for EC, RSA or EdDSA, got another one or a damaged one");
    }

    /// Whether what the key signs is what the certificate verifies: by comparing their public halves.
    private static boolean matches(X509Certificate certificate, PrivateKey key) {
        try {
            var algorithm = switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> "EdDSA";
            };
            var probe = new byte[] {1, 2, 3};
            var signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(probe);
            var signature = signer.sign();
            signer.initVerify(certificate.getPublicKey());
            signer.update(probe);
            return signer.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static List<String> namesOf(X509Certificate certificate) {
        var names = new ArrayList<String>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (var name : alternatives) {
                    if (name.get(0) instanceof Integer kind && kind == DNS_NAME) {
                        names.add(((String) name.get(1)).toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateException e) {
            return List.of(); // unreadable names match nothing
        }
        return List.copyOf(names);
    }

    /// Whether the certificate is for a host of this name.
    ///
    /// @param host a host name, in any case
    /// @return by its DNS names, also those with a wildcard as their first label (RFC 6125 section 6.4.3)
    public boolean isFor(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        var wildcard = dot < 0 ? lower : "*" + lower.substring(dot);
        return names.contains(lower) || names.contains(wildcard);
    }

    /// The certificates.
    ///
    /// @return the own one first
    public List<X509Certificate> chain() {
        return chain;
    }

    /// The key.
    ///
    /// @return of the first certificate
    public PrivateKey key() {
        return key;
    }

    /// What names a certificate without naming its holder.
    ///
    /// @param certificate any
    /// @return the SHA-256 of its DER form in lower-case hexadecimal
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("certificate without a DER form or JDK without SHA-256", e);
        }
    }
}
