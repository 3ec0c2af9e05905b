// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** yimmo 12: `wsgi.url_scheme` says how the client came, by TLS or by what a proxy that is trusted says. */
class SchemeTest {
    @TempDir
    Path directory;

    @Test
    void yimmo12_overTlsItIsHttps() throws Exception {
        Child.needs("/usr/bin/openssl", "openssl");
        var certificate = directory.resolve("test.crt");
        var key = directory.resolve("test.key");
        var made = new ProcessBuilder(List.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-subj",
                        "/CN=localhost",
                        "-days",
                        "2",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        assertThat(made.waitFor()).isZero();
        try (var server = Child.ours("compliance", "certificate=" + certificate, "key=" + key)) {
            try (var client = new RawClient(trustingAll(server.port()), 30_000)) {
                assertThat(client.get("/environ").answer().body()).isEqualTo("ok");
                assertThat(client.get("/key?wsgi.url_scheme").answer().body()).isEqualTo("https");
                assertThat(client.post("/read", "abc").answer().body()).startsWith("3 ");
                assertThat(client.get("/big?1000000").answer().body()).hasSize(1_000_000);
            }
            server.stop();
            assertThat(server.log()).endsWith(" clean");
        }
    }

    private static Socket trustingAll(int port) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
        return context.getSocketFactory().createSocket("127.0.0.1", port);
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void aTrustedProxyIsBelievedAndNobodyElse() {
        try (var server = Child.ours("compliance", "trust=127.0.0.0/8")) {
            assertThat(scheme(server, "X-Forwarded-Proto: https")).isEqualTo("https");
            assertThat(scheme(server, "X-Forwarded-Proto: http, HTTPS")).isEqualTo("https");
            assertThat(scheme(server, "X-Forwarded-Proto: https, http"))
                    .as("the last is the proxy's own word")
                    .isEqualTo("http");
            assertThat(scheme(server, "X: y")).isEqualTo("http");
        }
        try (var server = Child.ours("compliance", "trust=10.0.0.0/8")) {
            assertThat(scheme(server, "X-Forwarded-Proto: https")).isEqualTo("http");
        }
    }

    private static String scheme(Child server, String header) {
        return server.get("/key?wsgi.url_scheme", header).body();
    }

    @Test
    void whatIsNoNetworkIsRefused() {
        for (var wrong : List.of("proxy.example", "10.0.0.0/33", "10.0.0.0/x", "")) {
            assertThatThrownBy(() -> TrustedProxies.of(List.of(wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("trusted proxy: wanted an address or network such as 10.0.0.0/8, got '" + wrong + "'");
        }
    }
}
