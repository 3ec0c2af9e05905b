// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.websocket;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.Handshakedata;

/// Java-WebSocket's server side, without its sockets. Thread: one.
final class JavaWebSocketSide extends WebSocketAdapter {
    private static final String REQUEST = """
            GET / HTTP/1.1\r
            Host: a\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            \r
            """;

    private final WebSocketImpl connection = new WebSocketImpl(this, List.of(new Draft_6455()));
    private long gotBytes;

    JavaWebSocketSide() {
        connection.decode(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
        connection.outQueue.clear();
    }

    long read(byte[] frame) {
        connection.decode(ByteBuffer.wrap(frame));
        return gotBytes;
    }

    long write(String text) {
        connection.send(text);
        var frame = connection.outQueue.poll();
        return frame == null ? 0 : frame.remaining();
    }

    @Override
    public void onWebsocketMessage(WebSocket from, String message) {
        gotBytes += message.length();
    }

    @Override
    public void onWebsocketMessage(WebSocket from, ByteBuffer message) {
        gotBytes += message.remaining();
    }

    @Override
    public void onWebsocketOpen(WebSocket from, Handshakedata handshake) {}

    @Override
    public void onWebsocketClose(WebSocket from, int code, String reason, boolean remote) {}

    @Override
    public void onWebsocketClosing(WebSocket from, int code, String reason, boolean remote) {}

    @Override
    public void onWebsocketCloseInitiated(WebSocket from, int code, String reason) {}

    @Override
    public void onWebsocketError(WebSocket from, Exception why) {
        throw new IllegalStateException("bench: Java-WebSocket failed", why);
    }

    @Override
    public void onWriteDemand(WebSocket from) {}

    @Override
    public InetSocketAddress getLocalSocketAddress(WebSocket from) {
        return new InetSocketAddress(0);
    }

    @Override
    public InetSocketAddress getRemoteSocketAddress(WebSocket from) {
        return new InetSocketAddress(0);
    }
}
