// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A self-signed identity made by the JDK's own tool, and its PEM files.
record TestIdentity(Identity identity, Path certificateFile, Path keyFile) {
    static TestIdentity make(Path directory, String host, String algorithm) throws Exception {
        var store = directory.resolve(host + "-" + algorithm + ".p12");
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "one",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                store.toString());
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        var key = (PrivateKey) keys.getKey("one", "secret".toCharArray());
        var certificateFile = pem(
                directory.resolve(host + "-" + algorithm + ".crt"),
                "CERTIFICATE",
                keys.getCertificate("one").getEncoded());
        var keyFile = pem(directory.resolve(host + "-" + algorithm + ".key"), "PRIVATE KEY", key.getEncoded());
        return new TestIdentity(Identity.read(certificateFile, keyFile), certificateFile, keyFile);
    }

    private static Path pem(Path file, String kind, byte[] der) throws IOException {
        var body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    static String run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(List.of(command) + " did not end: " + output);
        }
        return output;
    }
}
