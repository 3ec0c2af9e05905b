// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.IExtension;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.framing.Framedata;
import org.java_websocket.protocols.Protocol;

/// What Java-WebSocket, as a server, makes of the bytes of a client: the second opinion of a differential test.
final class JavaWebSocket extends WebSocketAdapter {
    private static final String REQUEST = """
            GET / HTTP/1.1\r
            Host: a\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            """;
    private static final String DEFLATE =
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n";

    private final List<String> heard = new ArrayList<>();

    private JavaWebSocket() {}

    /// The events, and last either "close CODE" as the client said, "fail CODE", or "threw". It gets one frame at a
    /// time, because it takes apart all that it gets before it delivers any of it.
    static List<String> read(List<byte[]> frames, boolean compression, int limitBytes) {
        var listener = new JavaWebSocket();
        List<IExtension> extensions = compression ? List.of(new PerMessageDeflateExtension()) : List.of();
        var draft = new Draft_6455(extensions, List.of(new Protocol("")), limitBytes);
        var connection = new WebSocketImpl(listener, List.of(draft));
        var request = REQUEST + (compression ? DEFLATE : "") + "\r\n";
        connection.decode(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        for (var frame : frames) {
            try {
                connection.decode(ByteBuffer.wrap(frame));
            } catch (RuntimeException e) {
                listener.heard.add("threw");
            }
            if (listener.isOver()) {
                break;
            }
        }
        return listener.heard;
    }

    private boolean isOver() {
        return !heard.isEmpty()
                && (heard.getLast().startsWith("close ")
                        || heard.getLast().startsWith("fail ")
                        || heard.getLast().equals("threw"));
    }

    @Override
    public void onWebsocketMessage(WebSocket connection, String message) {
        heard.add("text " + message);
    }

    @Override
    public void onWebsocketMessage(WebSocket connection, ByteBuffer message) {
        heard.add("binary " + hex(message));
    }

    @Override
    public void onWebsocketPing(WebSocket connection, Framedata frame) {
        heard.add("ping " + hex(frame.getPayloadData()));
    }

    @Override
    public void onWebsocketPong(WebSocket connection, Framedata frame) {
        heard.add("pong " + hex(frame.getPayloadData()));
    }

    @Override
    public void onWebsocketClosing(WebSocket connection, int code, String reason, boolean remote) {
        heard.add((remote ? "close " : "fail ") + code);
    }

    static String hex(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return java.util.HexFormat.of().formatHex(copy);
    }

    @Override
    public void onWebsocketOpen(WebSocket connection, org.java_websocket.handshake.Handshakedata handshake) {}

    @Override
    public void onWebsocketClose(WebSocket connection, int code, String reason, boolean remote) {}

    @Override
    public void onWebsocketCloseInitiated(WebSocket connection, int code, String reason) {}

    @Override
    public void onWebsocketError(WebSocket connection, Exception why) {}

    @Override
    public void onWriteDemand(WebSocket connection) {}

    @Override
    public InetSocketAddress getLocalSocketAddress(WebSocket connection) {
        return new InetSocketAddress(0);
    }

    @Override
    public InetSocketAddress getRemoteSocketAddress(WebSocket connection) {
        return new InetSocketAddress(0);
    }
}
