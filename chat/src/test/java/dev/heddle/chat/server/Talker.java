// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.IExtension;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.IProtocol;
import org.java_websocket.protocols.Protocol;

/// A client of a real server, over whatever wire: says lines, and waits for those that it wants to see.
abstract class Talker implements AutoCloseable {
    static final String END = "(end)";

    final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    abstract void say(String line);

    /// Waits for a line and answers it; those before it are dropped.
    String hear(Predicate<String> wanted) {
        var seen = new ArrayList<String>();
        try {
            for (; ; ) {
                var line = lines.poll(240, TimeUnit.SECONDS);
                if (line == null || (line.startsWith(END) && !wanted.test(line))) {
                    throw new AssertionError("wanted another line, got " + line + " after " + seen);
                }
                if (line.startsWith("PING ")) {
                    say("PONG " + line.substring(5));
                }
                if (wanted.test(line)) {
                    return line;
                }
                seen.add(line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    String hear(String part) {
        return hear(line -> line.contains(part));
    }

    Talker login(String nick, String... capabilities) {
        if (capabilities.length > 0) {
            say("CAP REQ :" + String.join(" ", capabilities));
        }
        say("NICK " + nick);
        say("USER " + nick + " 0 * :" + nick);
        if (capabilities.length > 0) {
            hear(" ACK ");
            say("CAP END");
        }
        hear(" 001 ");
        return this;
    }

    @Override
    public abstract void close();

    /// Lines over TCP.
    static final class OverTcp extends Talker {
        private final Socket socket;

        OverTcp(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (var reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                // the end, too
            }
            lines.add(END);
        }

        @Override
        void say(String line) {
            try {
                socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /// Messages over WebSocket, spoken by Java-WebSocket.
    static final class OverWebSocket extends Talker {
        private final WebSocketClient client;
        private final boolean binary;

        OverWebSocket(int port, String path, String protocol, boolean deflate) {
            List<IExtension> extensions = deflate ? List.of(new PerMessageDeflateExtension()) : List.of();
            List<IProtocol> protocols = List.of(new Protocol(protocol)); // an empty name stands for none
            binary = protocol.startsWith("binary");
            var uri = URI.create("ws://127.0.0.1:" + port + path);
            client = new WebSocketClient(uri, new Draft_6455(extensions, protocols)) {
                @Override
                public void onOpen(ServerHandshake handshake) {}

                @Override
                public void onMessage(String message) {
                    lines.add(binary ? "(text) " + message : message);
                }

                @Override
                public void onMessage(ByteBuffer bytes) {
                    var text = StandardCharsets.UTF_8.decode(bytes).toString();
                    lines.add(binary ? text : "(binary) " + text);
                }

                @Override
                public void onClose(int code, String reason, boolean remote) {
                    lines.add(END + " " + code + (remote ? " by the server" : " by the client"));
                }

                @Override
                public void onError(Exception e) {
                    lines.add("(error) " + e);
                }
            };
            client.setConnectionLostTimeout(0);
        }

        OverWebSocket connect() {
            try {
                if (!client.connectBlocking(240, TimeUnit.SECONDS)) {
                    throw new AssertionError("not connected: " + lines);
                }
                return this;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        @Override
        void say(String line) {
            if (binary) {
                client.send(line.getBytes(StandardCharsets.UTF_8));
            } else {
                client.send(line);
            }
        }

        void ping() {
            client.sendPing();
        }

        /// The socket goes without a close frame.
        void cut() {
            try {
                client.getSocket().setSoLinger(true, 0);
                client.getSocket().close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
