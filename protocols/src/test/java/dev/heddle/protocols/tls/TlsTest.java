// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.protocols.tls.TlsOptions.ClientCertificate;
import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Listening;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.net.WhenBehind;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The TLS layer over real sockets: against the JDK's blocking sockets, against OpenSSL, and against itself.
class TlsTest {
    @TempDir
    static Path directory;

    private static TestIdentity local;
    private static TestIdentity other;

    private final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("tls test", 16 << 10, 16, 4096).doubling());
    private final EchoLayer echo = new EchoLayer();
    private LoopThread loop;
    private Endpoint at;

    @BeforeAll
    static void makeIdentities() throws Exception {
        local = TestIdentity.make(directory, "localhost", "EC");
        other = TestIdentity.make(directory, "other.example", "RSA");
    }

    @AfterEach
    void everyUnitIsBack() {
        if (loop != null) {
            loop.close();
        }
        heap.close();
        assertThat(heap.awaitDrained(5_000_000_000L))
                .as(() -> "units held: " + heap.stats())
                .isTrue();
    }

    private Identities identities() {
        return Identities.of(List.of(local.identity(), other.identity()));
    }

    private TlsOptions options() {
        return TlsOptions.server(heap, identities(), ClientCertificate.ASKED, List.of());
    }

    private void serve(TlsOptions options) {
        run(options, echo, EchoLayer::listen);
    }

    private void run(TlsOptions options, EchoLayer layer, java.util.function.Consumer<EchoLayer> then) {
        var plan = GraphPlan.bottom("tcp", () -> Tcp.create(TcpOptions.of(heap)))
                .layer("tls", () -> Tls.create(options), "tcp")
                .layer("echo", () -> layer, "tls");
        var ready = new CompletableFuture<Endpoint>();
        loop = LoopThread.start("tls test", LoopOptions.defaults(), running -> {
            Graph graph = plan.build(running);
            then.accept(layer);
            var listening = layer.control(new Listening());
            ready.complete(listening.isEmpty() ? new Endpoint("127.0.0.1", 1) : (Endpoint) listening.getFirst());
            running.each(dev.heddle.runtime.loop.Phase.CLEANUP, "graph", graph::close)
                    .start();
        });
        at = new Endpoint("127.0.0.1", ready.join().port());
    }

    private SSLSocket connect(UnaryOperator<SSLSocket> settings, KeyManager... keys) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(
                keys,
                new TrustManager[] {
                    PeerTrust.of(List.of(
                            local.identity().chain().getFirst(),
                            other.identity().chain().getFirst()))
                },
                null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), at.port());
        socket.setSoTimeout(10_000);
        settings.apply(socket).startHandshake();
        return socket;
    }

    private String event() throws InterruptedException {
        return echo.events.poll(10, TimeUnit.SECONDS);
    }

    private static void echoes(SSLSocket socket, byte[] sent) throws IOException {
        var writer = Thread.startVirtualThread(() -> {
            try {
                socket.getOutputStream().write(sent);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        assertThat(writer.isAlive() && !join(writer)).isFalse();
    }

    private static boolean join(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void whatIsSentComesBackWhateverItsSize(String version) throws Exception {
        serve(options());
        try (var socket = connect(s -> {
            s.setEnabledProtocols(new String[] {version});
            return s;
        })) {
            assertThat(event()).startsWith("session " + version);
            for (int size : new int[] {1, 100, 16_384, 16_385, 100_000, 3_000_000}) {
                var bytes = new byte[size];
                new Random(size).nextBytes(bytes);
                echoes(socket, bytes);
            }
        }
        assertThat(event()).isEqualTo("closed end of stream");
    }

    @Test
    void theNameThatTheClientAsksForChoosesTheCertificate() throws Exception {
        serve(options().alpn(List.of("irc", "http/1.1")));
        try (var socket = connect(s -> {
            var parameters = s.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("other.example")));
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            s.setSSLParameters(parameters);
            return s;
        })) {
            assertThat(socket.getSession().getPeerCertificates()[0])
                    .isEqualTo(other.identity().chain().getFirst());
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(event()).contains("alpn=http/1.1 sni=other.example peer=none");
        }
    }

    @Test
    void aClientsCertificateIsHandedUpward() throws Exception {
        serve(options());
        var client = TestIdentity.make(directory, "client", "EC");
        try (var socket =
                connect(s -> s, Identities.of(List.of(client.identity())).keyManager())) {
            echoes(socket, new byte[1]);
            assertThat(event())
                    .endsWith("peer="
                            + Identity.fingerprint(client.identity().chain().getFirst()));
        }
    }

    @Test
    void aRequiredCertificateThatNobodySignedIsRefused() throws Exception {
        serve(TlsOptions.server(
                heap,
                identities(),
                ClientCertificate.REQUIRED,
                List.of(local.identity().chain().getFirst())));
        assertThatThrownBy(() -> {
                    try (var socket = connect(s -> s)) {
                        echoes(socket, new byte[1]);
                    }
                })
                .isInstanceOfAny(IOException.class, AssertionError.class);
        assertThat(echo.events).isEmpty();
    }

    @Test
    void certificatesAreReplacedWithoutDroppingSessions() throws Exception {
        var identities = Identities.of(List.of(local.identity()));
        serve(TlsOptions.server(heap, identities, ClientCertificate.NONE, List.of()));
        try (var before = connect(s -> s)) {
            identities.replace(List.of(other.identity()));
            try (var after = connect(s -> s)) {
                assertThat(after.getSession().getPeerCertificates()[0])
                        .isEqualTo(other.identity().chain().getFirst());
                echoes(after, new byte[100]);
            }
            echoes(before, new byte[100]);
        }
    }

    @Test
    void aPeerThatSpeaksNoTlsGetsAnAlertAndIsCut() throws Exception {
        serve(options());
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), at.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("NICK somebody\r\nUSER a b c d\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = socket.getInputStream().readAllBytes();
            assertThat(answer[0]).as("record type: alert").isEqualTo((byte) 21);
        }
        assertThat(echo.events).isEmpty();
    }

    @Test
    void aSilentPeerIsCutWhenTheHandshakeIsOverdue() throws Exception {
        serve(options().handshakeTimeout(Duration.ofMillis(100)));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), at.port())) {
            socket.setSoTimeout(10_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void anEndWithoutCloseNotifyIsToldApart() throws Exception {
        serve(options());
        var raw = new Socket(InetAddress.getLoopbackAddress(), at.port());
        var context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    PeerTrust.of(List.of(local.identity().chain().getFirst()))
                },
                null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(raw, "localhost", at.port(), false);
        echoes(socket, new byte[10]);
        assertThat(event()).startsWith("session");
        raw.shutdownOutput();
        assertThat(event()).isEqualTo("closed end of stream without close_notify");
        raw.close();
    }

    @Test
    void aPeerThatDoesNotReadIsCutAtTheOutboxLimit() throws Exception {
        serve(options().outbox(100_000, WhenBehind.CLOSE));
        try (var socket = connect(s -> s)) {
            assertThat(event()).startsWith("session");
            var sink = new byte[16_384];
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            socket.getOutputStream().write(sink);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(event()).startsWith("closed outbox limit of 100000 bytes exceeded");
    }

    @Test
    void noiseInsideTheStreamEndsTheSessionAndNothingElse() throws Exception {
        serve(options());
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), at.port())) {
            var noise = new byte[50_000];
            new Random(7).nextBytes(noise);
            noise[0] = 22;
            noise[1] = 3;
            noise[2] = 3;
            socket.getOutputStream().write(noise);
        } catch (IOException cutOff) {
            assertThat(cutOff).hasMessageMatching("(?s).*(reset|pipe).*");
        }
        try (var socket = connect(s -> s)) {
            echoes(socket, new byte[10]);
        }
    }

    @Test
    void ourClientTalksToOurServerAndBelievesOnlyWhomItShould() throws Exception {
        serve(options());
        var server = at;
        var serverLoop = loop;
        var client = new EchoLayer();
        client.echo = false;
        client.noteText = true;
        run(
                TlsOptions.client(heap, List.of(local.identity().chain().getFirst()), null),
                client,
                layer -> layer.connect(new Endpoint("localhost", server.port())));
        assertThat(client.events.poll(10, TimeUnit.SECONDS)).isEqualTo("opened");
        loop.close();
        var strict = new EchoLayer();
        run(
                TlsOptions.client(heap, null, null),
                strict,
                layer -> layer.connect(new Endpoint("localhost", server.port())));
        assertThat(strict.events.poll(10, TimeUnit.SECONDS)).contains("failed", "certificat");
        loop.close();
        loop = serverLoop;
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_3", "-tls1_2"})
    void openSslTalksToOurServer(String version) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "NOT RUN: install openssl");
        serve(options());
        var process = new ProcessBuilder(
                        "openssl",
                        "s_client",
                        "-connect",
                        "127.0.0.1:" + at.port(),
                        "-quiet",
                        "-servername",
                        "localhost",
                        "-verify_return_error",
                        "-CAfile",
                        local.certificateFile().toString(),
                        version)
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().write("hello from openssl\n".getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            var reader = process.inputReader();
            String line;
            do {
                line = reader.readLine();
            } while (line != null && !line.equals("hello from openssl"));
            assertThat(line).isEqualTo("hello from openssl");
        } finally {
            process.destroy();
        }
        assertThat(event()).contains("sni=localhost");
    }

    @Test
    void ourClientTalksToOpenSsl() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "NOT RUN: install openssl");
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var process = new ProcessBuilder(
                        "openssl",
                        "s_server",
                        "-accept",
                        "127.0.0.1:" + port,
                        "-cert",
                        local.certificateFile().toString(),
                        "-key",
                        local.keyFile().toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(process.inputReader().lines().anyMatch("ACCEPT"::equals)).isTrue();
            echo.noteText = true;
            echo.echo = false;
            run(
                    TlsOptions.client(heap, List.of(local.identity().chain().getFirst()), null),
                    echo,
                    layer -> layer.connect(new Endpoint("localhost", port)));
            assertThat(event()).isEqualTo("opened");
            process.getOutputStream().write("hello from s_server\n".getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            assertThat(event()).isEqualTo("hello from s_server\n");
        } finally {
            process.destroy();
        }
    }
}
