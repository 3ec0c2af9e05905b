// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.app.config.ConfigReader;
import dev.heddle.app.config.ServeKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `heddle serve` from its configuration to a browser's point of view, with and without TLS.
@Timeout(600)
class ServingTest {
    private static final Pattern LISTENING = Pattern.compile("listening: (.*) on .*:(\\d+)");

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Serving serve(String config) throws Exception {
        var file = Files.writeString(directory.resolve("heddle.toml"), config);
        var settings = new ServeSettings(ConfigReader.read(ServeKeys.SCHEMA, file), "test");
        return Serving.start(new Serving.Open(
                file, directory.resolve("data"), "test", settings, new PrintStream(out, true, StandardCharsets.UTF_8)));
    }

    private Map<String, Integer> ports() {
        var ports = new HashMap<String, Integer>();
        for (var line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            var matcher = LISTENING.matcher(line);
            if (matcher.matches()) {
                ports.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
            }
        }
        return ports;
    }

    @Test
    void browsersAreServedWithAndWithoutTls() throws Exception {
        try (var serving = serve("""
                        [web]
                        status = true
                        [[listener]]
                        port = 0
                        speaks = "web"
                        [[listener]]
                        port = 0
                        speaks = "web-tls"
                        [[listener]]
                        port = 0
                        speaks = "irc"
                        """);
                var client = HttpClient.newBuilder().sslContext(trustingAll()).build()) {
            var ports = ports();
            assertThat(ports).containsOnlyKeys("web", "web over tls", "irc");
            assertThat(get(client, "http://127.0.0.1:" + ports.get("web") + "/health"))
                    .isEqualTo("200 ok\n");
            assertThat(get(client, "https://127.0.0.1:" + ports.get("web over tls") + "/health"))
                    .isEqualTo("200 ok\n");
            assertThat(get(client, "http://127.0.0.1:" + ports.get("web") + "/status"))
                    .startsWith("200 ")
                    .contains("loop-0");
            try (var plain = new Browser(client, "ws://127.0.0.1:" + ports.get("web") + "/irc");
                    var secure = new Browser(client, "wss://127.0.0.1:" + ports.get("web over tls") + "/irc")) {
                plain.login("plain");
                secure.login("secure");
                secure.say("PRIVMSG plain :over tls");
                plain.hear(line -> line.startsWith(":secure!") && line.endsWith("PRIVMSG plain :over tls"));
                plain.say("WHOIS secure");
                plain.hear(line -> line.contains(" 671 "));
            }
            assertThat(serving.status()).contains("body");
        }
    }

    @Test
    void withoutSayingSoThereIsNoStatusToBeHad() throws Exception {
        try (var serving = serve("[[listener]]\nport = 0\nspeaks = \"web\"\n");
                var client = HttpClient.newHttpClient()) {
            assertThat(get(client, "http://127.0.0.1:" + ports().get("web") + "/status"))
                    .startsWith("404");
            assertThat(serving.firstAdministratorCode()).isNotEmpty();
        }
    }

    @Test
    void eachAnswerLeavesALineWithTheClientBehindTheProxyAndAReloadOpensTheFileAgain() throws Exception {
        var log = directory.resolve("access.log");
        var config = "[[listener]]\nport = 0\nspeaks = \"web\"\n[web]\nforwarded-from = [\"127.0.0.1\"]\n"
                + "access-log = \"%s\"\n";
        var moved = directory.resolve("access.log.1");
        var other = directory.resolve("other.log");
        try (var serving = serve(config.formatted(log));
                var client = HttpClient.newHttpClient()) {
            var site = "http://127.0.0.1:" + ports().get("web");
            get(client, site + "/health");
            Files.move(log, moved);
            assertThat(serving.reloadNow()).containsExactly("configuration and certificates loaded again");
            get(client, site + "/none");
            Files.writeString(directory.resolve("heddle.toml"), config.formatted(other));
            assertThat(serving.reloadNow()).containsExactly("configuration and certificates loaded again");
            try (var browser = new Browser(client, site.replace("http", "ws") + "/irc")) {
                browser.login("a");
            }
            Files.writeString(directory.resolve("heddle.toml"), config.formatted(directory.resolve("no/such.log")));
            assertThat(serving.reloadNow())
                    .singleElement()
                    .asString()
                    .startsWith("nothing changed: access-log: cannot append to " + directory.resolve("no/such.log"));
        }
        assertThat(Files.readAllLines(moved))
                .singleElement()
                .asString()
                .matches("203\\.0\\.113\\.9 - - \\[.*] \"GET /health HTTP/1\\.1\" 200 3 \"-\" \"Java-http-client/.*\"");
        assertThat(Files.readAllLines(log)).singleElement().asString().contains("\"GET /none HTTP/1.1\" 404 ");
        assertThat(Files.readAllLines(other)).singleElement().asString().contains("\"GET /irc HTTP/1.1\" 101 ");
    }

    @Test
    void aLogThatCannotBeOpenedIsSaidAtTheStart() {
        assertThatThrownBy(() -> serve("[web]\naccess-log = \"" + directory + "\"\n"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("access-log: cannot append to " + directory);
    }

    private static String get(HttpClient client, String uri) throws Exception {
        var answer = client.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("X-Forwarded-For", "203.0.113.9")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private static final class Browser implements WebSocket.Listener, AutoCloseable {
        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private final WebSocket socket;

        Browser(HttpClient client, String uri) throws Exception {
            socket = client.newWebSocketBuilder()
                    .subprotocols("text.ircv3.net")
                    .buildAsync(URI.create(uri), this)
                    .get(240, TimeUnit.SECONDS);
        }

        void say(String line) {
            socket.sendText(line, true).join();
        }

        void login(String nick) throws InterruptedException {
            say("NICK " + nick);
            say("USER u 0 * :u");
            hear(line -> line.contains(" 001 "));
        }

        void hear(Predicate<String> wanted) throws InterruptedException {
            for (String line = ""; !wanted.test(line); ) {
                line = lines.poll(240, TimeUnit.SECONDS);
                assertThat(line).as("the line that is waited for").isNotNull();
            }
        }

        @Override
        public void close() {
            socket.abort(); // or the client's own close would wait for it
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                lines.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    /// The server's certificate is signed by itself.
    private static SSLContext trustingAll() throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustingAll()}, new SecureRandom());
        return context;
    }

    private static final class TrustingAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
