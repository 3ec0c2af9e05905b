// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.server.Talker.OverTcp;
import dev.heddle.chat.server.Talker.OverWebSocket;
import dev.heddle.chat.store.PasswordHasher;
import dev.heddle.chat.store.sqlite.DataDirectory;
import dev.heddle.chat.store.sqlite.SqliteOptions;
import dev.heddle.chat.store.sqlite.SqliteStore;
import dev.heddle.chat.web.WebPlan;
import dev.heddle.chat.web.WebSite;
import dev.heddle.chat.web.Wire;
import dev.heddle.protocols.http.Forwarded;
import dev.heddle.protocols.http.HttpOptions;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.protocols.websocket.Origins;
import dev.heddle.protocols.websocket.WebSocketOptions;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.TcpOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real sockets, a real server with two loops and a history: what comes over WebSocket is the same chat.
@Timeout(600)
class WebSocketChatTest {
    private static final int OUTBOX_BYTES = 128 << 10;
    private static final HubSettings SETTINGS = HubSettings.defaults("irc.example.org", "heddle-test");

    @TempDir
    private Path directory;

    private DataDirectory data;
    private SqliteStore store;
    private ServerHeaps heaps;
    private ChatServer server;
    private int irc;
    private int web;

    @BeforeEach
    void start() {
        data = DataDirectory.lock(directory);
        store = SqliteStore.open(data, SqliteOptions.of(Casemapping.ASCII));
        heaps = ServerHeaps.open();
        var plan = new ServerPlan(
                SETTINGS,
                Casemapping.ASCII,
                List.of(),
                2,
                LoopOptions.defaults(),
                OUTBOX_BYTES,
                new PasswordHasher.Cost(8, 1, 1),
                1,
                () -> new ServerPlan.Reloaded(SETTINGS, List.of()));
        server = ChatServer.start(plan, store, heaps);
        var tcp = TcpOptions.of(heaps.read()).sharePort();
        var any = new Endpoint("127.0.0.1", 0);
        irc = server.listen(ListenerPlan.irc(any, tcp, null)).port();
        web = server.listen(new ListenerPlan(any, tcp, null, webPlan())).port();
    }

    private WebPlan webPlan() {
        var proxies = Forwarded.by(peer -> peer.host().equals("127.0.0.1"), Forwarded.Header.X_FORWARDED);
        var options = WebSocketOptions.of(heaps.body());
        var offer = options.offer()
                .at(WebSite.WEB_SOCKETS)
                .from(Origins.ownHost().behind(proxies))
                .speaking(Wire.PROTOCOLS, false)
                .compressing(new WebSocketOptions.Compression(true, 0, 15));
        return new WebPlan(
                HttpOptions.of(heaps.body()),
                options.limits(new WebSocketOptions.Limits(8192, 8192, 50)).offer(offer),
                new WebSite(exchange -> exchange.respond(404, ResponseHeaders.NONE), () -> "report\n"),
                proxies);
    }

    @AfterEach
    void stop() {
        server.stop("Test over", 5_000_000_000L);
        store.close();
        heaps.all()
                .forEach(heap ->
                        assertThat(heap.stats().inUse()).as(heap.label()).isZero());
        heaps.close();
        data.close();
    }

    private OverWebSocket browser(String protocol, boolean deflate) {
        return new OverWebSocket(web, "/irc", protocol, deflate).connect();
    }

    @ParameterizedTest(name = "deflate {0}")
    @ValueSource(booleans = {false, true})
    void browsersAndALineClientTalkInAChannelAndReadItsHistory(boolean deflate) throws IOException {
        var tail = " and a tail that is long enough to be worth compressing".repeat(4);
        try (var ann = browser("text.ircv3.net", deflate);
                var bob = browser("binary.ircv3.net", deflate);
                var eve = new OverTcp(irc)) {
            ann.login("ann", "batch", "server-time", "message-tags", "draft/chathistory", "echo-message");
            bob.login("bob");
            eve.login("eve");
            for (var talker : List.of(ann, bob, eve)) {
                talker.say("JOIN #web");
                talker.hear(" 366 ");
            }
            ann.hear("eve!");
            ann.say("PRIVMSG #web :from a browser: 你好 ä" + tail);
            assertThat(bob.hear("from a browser")).endsWith(":from a browser: 你好 ä" + tail);
            assertThat(eve.hear("from a browser")).endsWith(":from a browser: 你好 ä" + tail);
            assertThat(ann.hear("from a browser"))
                    .contains("@")
                    .contains("msgid=")
                    .endsWith(tail);
            eve.say("PRIVMSG #web :from a line client");
            assertThat(ann.hear("from a line client")).contains("time=");
            assertThat(bob.hear("from a line client")).startsWith(":eve!");
            bob.say("PRIVMSG #web :from a binary one");
            ann.hear("from a binary one");
            eve.hear("from a binary one");
            ann.say("CHATHISTORY LATEST #web * 10");
            ann.hear("BATCH +");
            assertThat(ann.hear("from a browser")).contains("batch=").endsWith(tail);
            ann.hear("from a line client");
            ann.hear("from a binary one");
            ann.hear("BATCH -");
        }
    }

    @Test
    void aClientWithoutASubprotocolGetsTextsAndItsLineEndsAreForgiven() {
        try (var ann = new OverWebSocket(web, "/", "", false).connect()) {
            ann.login("ann");
            ann.say("PING one\r\n");
            assertThat(ann.hear("PONG")).doesNotContain("\r").doesNotContain("(binary)");
            ann.say("PING two\nPING three");
            ann.hear("INVALID_MESSAGE");
            ann.say("PRIVMSG ann :" + "x".repeat(600));
            ann.hear(" 417 ");
            ann.say("PRIVMSG ann :" + "x".repeat(10_000));
            assertThat(ann.hear(Talker.END)).contains("1009");
        }
    }

    @Test
    void whoGoesIsSeenToGoHoweverItGoes() throws IOException {
        try (var eve = new OverTcp(irc)) {
            eve.login("eve");
            eve.say("JOIN #web");
            var polite = browser("text.ircv3.net", true);
            var abrupt = browser("text.ircv3.net", false);
            var quitting = browser("text.ircv3.net", false);
            for (var one : List.of(polite.login("polite"), abrupt.login("abrupt"), quitting.login("quitting"))) {
                one.say("JOIN #web");
                one.hear(" 366 ");
            }
            polite.close();
            assertThat(eve.hear(":polite!")).isNotNull();
            assertThat(eve.hear("QUIT")).endsWith(" QUIT :Connection closed");
            abrupt.cut();
            assertThat(eve.hear(":abrupt!~abrupt@127.0.0.1 QUIT")).endsWith(" QUIT :Connection reset");
            quitting.say("QUIT :see you");
            assertThat(eve.hear("see you")).contains("QUIT");
            assertThat(quitting.hear(Talker.END)).contains("1000 by the server");
        }
    }

    @Test
    void aSlowReaderIsClosedAndTheOthersGoOn() throws IOException {
        try (var slow = new Socket();
                var ann = browser("text.ircv3.net", false);
                var eve = new OverTcp(irc)) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), web));
            var out = slow.getOutputStream();
            out.write(upgrade("Origin: http://127.0.0.1:" + web).getBytes(StandardCharsets.US_ASCII));
            for (var line : List.of("NICK slow", "USER s 0 * :s", "JOIN #web")) {
                out.write(frame(line));
            }
            ann.login("ann");
            ann.say("JOIN #web");
            ann.hear(" 366 ");
            eve.login("eve");
            eve.say("JOIN #web");
            eve.hear(" 366 ");
            ann.hear(":eve!");
            var tail = "z".repeat(400);
            for (int i = 0; i < 30_000; i++) {
                eve.say("PRIVMSG #web :" + i + " " + tail);
                if (i % 100 == 99) {
                    ann.hear(" :" + i + " ");
                }
            }
            eve.hear(":slow!~s@127.0.0.1 QUIT :SendQ exceeded");
        }
    }

    @Test
    void aProxysClientIsSeenWithItsOwnAddress() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), web);
                var eve = new OverTcp(irc)) {
            socket.getOutputStream()
                    .write(upgrade("Origin: https://chat.example.org\r\nX-Forwarded-Host: chat.example.org\r\n"
                                    + "X-Forwarded-For: 203.0.113.9, 198.51.100.7\r\nX-Forwarded-Proto: https")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(frame("NICK far"));
            socket.getOutputStream().write(frame("USER far 0 * :far"));
            eve.login("eve");
            String seen;
            do { // who it is may not be there yet
                eve.say("WHOIS far");
                seen = eve.hear(line -> line.contains(" 311 ") || line.contains(" 401 "));
            } while (seen.contains(" 401 "));
            assertThat(seen).contains("198.51.100.7");
            eve.hear(" 671 ");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a page of another origin | Origin: https://evil.example | 403",
                "no origin                | | 101",
                "another version          | Sec-WebSocket-Version: 8 | 426",
                "a key that is too short  | Sec-WebSocket-Key: c2hvcnQ= | 400",
                "another path             | GET /elsewhere | 404",
                "another method           | POST /irc | 405"
            })
    void anUpgradeThatIsNotAsItShouldBeGetsTheRightAnswer(String what, String line, int status) throws IOException {
        var request = upgrade(line == null || line.contains(" /") ? "X: y" : line);
        if (line != null && line.contains(" /")) {
            request = request.replace("GET /irc", line);
        }
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), web)) {
            socket.setSoTimeout(240_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var head = head(socket);
            assertThat(head).startsWith("HTTP/1.1 " + status + " ");
            if (status == 426) {
                assertThat(head).contains("Sec-WebSocket-Version: 13");
            }
            if (status == 101) {
                assertThat(head).contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            }
        }
    }

    @Test
    void theSiteAnswersBesideTheWebSocket() throws IOException {
        for (var one : List.of(
                List.of("GET /health", "200", "ok"),
                List.of("POST /health", "405", "Allow: GET, HEAD"),
                List.of("GET /irc", "426", "Upgrade: websocket"),
                List.of("GET /status", "200", "report"),
                List.of("GET /nothing", "404", ""))) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), web)) {
                socket.setSoTimeout(240_000);
                socket.getOutputStream()
                        .write((one.getFirst()
                                        + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).startsWith("HTTP/1.1 " + one.get(1)).contains(one.get(2));
            }
        }
    }

    /// The sample handshake of the RFC, with one more line that replaces another of its name.
    private String upgrade(String line) {
        var name = line.substring(0, line.indexOf(':') + 1);
        var text = new StringBuilder("GET /irc HTTP/1.1\r\n");
        for (var one : List.of(
                "Host: 127.0.0.1:" + web,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13",
                line)) {
            if (one.equals(line) || !one.startsWith(name)) {
                text.append(one).append("\r\n");
            }
        }
        return text.append("\r\n").toString();
    }

    private static byte[] frame(String line) {
        var payload = line.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        out.write(0x81);
        out.write(0x80 | payload.length);
        out.writeBytes(new byte[4]); // a mask of zeros changes nothing
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private static String head(Socket socket) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                throw new AssertionError("the server closed after " + text);
            }
            text.append((char) b);
        }
        return text.toString();
    }
}
