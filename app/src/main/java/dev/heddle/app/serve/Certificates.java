// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import dev.heddle.app.config.ConfigException;
import dev.heddle.app.config.Key;
import dev.heddle.app.config.ServeKeys;
import dev.heddle.app.config.Settings;
import dev.heddle.protocols.tls.Identity;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// The identity of the TLS listeners: from the configured files, or a self-signed one kept in the data
/// directory.
///
/// Any thread. The self-signed key is readable by its owner only.
final class Certificates {
    private static final String CERTIFICATE_FILE = "self-signed.crt";
    private static final String KEY_FILE = "self-signed.key";
    private static final Duration VALID = Duration.ofDays(3650);

    private Certificates() {}

    /// The identity that the configuration names; null: it names none.
    ///
    /// @throws ConfigException when it cannot be read, with its place in the file and what was expected
    static @Nullable Identity configured(Settings settings) {
        for (var tls : settings.all(ServeKeys.TLS)) {
            var certificate = tls.get(ServeKeys.CERTIFICATE);
            var key = tls.get(ServeKeys.PRIVATE_KEY);
            if (!certificate.isEmpty()) {
                check(tls, ServeKeys.CERTIFICATE, "a PEM file with the certificate chain");
                check(tls, ServeKeys.PRIVATE_KEY, "a PEM file with the unencrypted private key (PKCS #8)");
                try {
                    return Identity.read(Path.of(certificate), Path.of(key));
                } catch (IOException e) {
                    throw new ConfigException(List.of(tls.where(ServeKeys.CERTIFICATE) + ": [tls]: " + e.getMessage()));
                }
            }
        }
        return null;
    }

    private static void check(Settings.Table tls, Key<String> key, String expected) {
        var file = Path.of(tls.get(key));
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new ConfigException(List.of(tls.where(key) + ": tls." + key.name() + " is \"" + file + "\", "
                    + (Files.exists(file) ? "which cannot be read" : "which is not there") + ": expected " + expected));
        }
    }

    /// The self-signed identity; made at the first call.
    ///
    /// @param host the server's name
    /// @throws IOException when it cannot be read or written; the message names the file
    static Identity selfSigned(Path dataDirectory, String host) throws IOException {
        var certificate = dataDirectory.resolve(CERTIFICATE_FILE);
        var key = dataDirectory.resolve(KEY_FILE);
        if (!Files.exists(certificate) || !Files.exists(key)) {
            make(certificate, key, host);
        }
        return Identity.read(certificate, key);
    }

    private static void make(Path certificateFile, Path keyFile, String host) throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            var name = new X500Name("CN=" + host);
            var now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(127, new SecureRandom()),
                    Date.from(now.minus(Duration.ofDays(1))),
                    Date.from(now.plus(VALID)),
                    name,
                    pair.getPublic());
            var names = new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, host), new GeneralName(GeneralName.dNSName, "localhost")
            });
            builder.addExtension(Extension.subjectAlternativeName, false, names);
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
            write(keyFile, "PRIVATE KEY", pair.getPrivate().getEncoded());
            write(certificateFile, "CERTIFICATE", builder.build(signer).getEncoded());
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IOException(certificateFile + ": a self-signed certificate could not be made: " + e, e);
        }
    }

    /// Whole or not at all: another process may look at it.
    private static void write(Path file, String kind, byte[] der) throws IOException {
        var text = new StringWriter();
        text.append("-----BEGIN ").append(kind).append("-----\n");
        text.append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
        text.append("\n-----END ").append(kind).append("-----\n");
        var parent = file.toAbsolutePath().getParent();
        var made = Files.createTempFile(
                parent,
                "new",
                ".pem",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(made, text.toString());
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
