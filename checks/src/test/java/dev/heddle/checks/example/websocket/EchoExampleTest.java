// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The JDK's own client speaks to the example.
@Timeout(30)
class EchoExampleTest {
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private final class Heard implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private long bytes;

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            bytes += data.remaining();
            if (last) {
                heard.add(bytes + " bytes");
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            heard.add("pong " + StandardCharsets.UTF_8.decode(message));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("close " + code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            heard.add("error " + error);
        }
    }

    @Test
    void textsBinariesFragmentsAndPingsComeBackAndTheCloseIsAnswered() throws Exception {
        try (var echo = EchoExample.start(0);
                var client = HttpClient.newHttpClient()) {
            var socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + echo.port() + "/"), new Heard())
                    .get(20, TimeUnit.SECONDS);
            socket.sendText("Hällo", true).join();
            socket.sendText("in two ", false).join();
            socket.sendPing(ByteBuffer.wrap("p".getBytes(StandardCharsets.UTF_8)))
                    .join();
            socket.sendText("parts", true).join();
            socket.sendText("", true).join();
            socket.sendBinary(ByteBuffer.allocate(3_000_000), true).join();
            assertThat(next()).isEqualTo("Hällo");
            assertThat(next()).isEqualTo("pong p");
            assertThat(next()).isEqualTo("in two parts");
            assertThat(next()).isEmpty();
            assertThat(next()).isEqualTo("3000000 bytes");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
            assertThat(next()).isEqualTo("close 1000");
        }
    }

    private String next() throws InterruptedException {
        var line = heard.poll(20, TimeUnit.SECONDS);
        assertThat(line).as("answer in time").isNotNull();
        return line;
    }
}
