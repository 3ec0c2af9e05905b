// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.store.PasswordHasher;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.net.WhenBehind;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// A server whose units for what goes out are few, and a reader that takes them all.
class StarvedTest {
    private static final int PLENTY = 64 << 20;

    private final ServerHeaps heaps =
            new ServerHeaps(heap("read", 64), heap("line", 64), heap("batch", 96), heap("body", 16));

    private static UnitHeap heap(String label, int units) {
        return UnitHeap.open(
                HeapOptions.of(label, 16 << 10, 8, units).doubling().checked(true));
    }

    private ServerPlan plan() {
        var settings = HubSettings.defaults("irc.example.org", "test");
        var listener = ListenerPlan.irc(
                new Endpoint("127.0.0.1", 0), TcpOptions.of(heaps.read()).outbox(PLENTY, WhenBehind.CLOSE), null);
        return new ServerPlan(
                settings,
                Casemapping.ASCII,
                List.of(listener),
                1,
                LoopOptions.defaults(),
                PLENTY,
                new PasswordHasher.Cost(8, 1, 1),
                1,
                () -> new ServerPlan.Reloaded(settings, List.of()));
    }

    private static void send(Socket socket, String lines) throws IOException {
        socket.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
    }

    private static String await(BufferedReader reader, Predicate<String> wanted) throws IOException {
        String line = reader.readLine();
        while (line != null && !wanted.test(line)) {
            line = reader.readLine();
        }
        assertThat(line).isNotNull();
        return line;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        socket.setSoTimeout(240_000);
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    @Test
    void theSlowestReaderGoesAndTheOthersGoOn() throws IOException {
        var server = ChatServer.start(plan(), null, heaps);
        int port = server.listening().getFirst().port();
        try (var slow = new Socket();
                var talker = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new java.net.InetSocketAddress("127.0.0.1", port));
            send(slow, "NICK slow\r\nUSER s 0 * :s\r\nJOIN #weave\r\n");
            await(reader(slow), line -> line.contains(" 366 "));
            var heard = reader(talker);
            send(talker, "CAP REQ echo-message\r\nNICK talker\r\nUSER t 0 * :t\r\nCAP END\r\nJOIN #weave\r\n");
            await(heard, line -> line.contains(" 366 "));
            var text = "x".repeat(400);
            boolean gone = false;
            for (int i = 0; i < 100_000 && !gone; i++) {
                var line = "PRIVMSG #weave :" + i + " " + text;
                send(talker, line + "\r\n");
                var back = await(heard, answer -> answer.contains(" PRIVMSG ") || answer.contains(" QUIT "));
                gone = back.contains(" QUIT ");
            }
            assertThat(gone).isTrue();
            send(talker, "PRIVMSG #weave :and on\r\n");
            await(heard, line -> line.endsWith(":and on"));
        } finally {
            server.stop("test over", 1_000_000_000L);
            heaps.close();
        }
        assertThat(heaps.batch().awaitDrained(1_000_000_000L)).isTrue();
    }
}
