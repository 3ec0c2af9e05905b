// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A connection that has become another protocol's: bytes pass as they are. Thread: the loop.
final class UpgradedStream implements SessionHandler {
    private static final byte[] CONNECTION_LINE =
            "Connection: Upgrade\r\nUpgrade: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = {'\r', '\n'};

    private final SessionRef lower;
    private final RequestHead head;

    UpgradedStream(SessionRef lower, RequestHead head) {
        this.lower = lower;
        this.head = head;
    }

    /// The 101. False: not now, the connection will ask again.
    static boolean writeHead(HttpConnection connection, String protocol, ResponseHeaders headers) {
        var name = protocol.getBytes(StandardCharsets.ISO_8859_1);
        if (!connection.ready(ResponseState.OTHER_LINES_BYTES / 2 + name.length + headers.lines().length)) {
            return false;
        }
        var out = connection.http().lent().output();
        out.put(Statuses.line(101));
        out.put(connection.http().lent().serverLine());
        out.put(connection.http().lent().dateLine());
        out.put(CONNECTION_LINE);
        out.put(name);
        out.put(CRLF);
        out.put(headers.lines());
        out.put(CRLF);
        return true;
    }

    @Override
    public Push push(Chain message) {
        return lower.push(message);
    }

    @Override
    public Push push(Unit unit, int fromBytes, int lengthBytes) {
        return lower.push(unit, fromBytes, lengthBytes);
    }

    @Override
    public void pop(Upward up, Chain message) {
        up.demux(message);
    }

    @Override
    public void pop(Upward up, Unit unit, int fromBytes, int lengthBytes) {
        up.demux(unit, fromBytes, lengthBytes);
    }

    @Override
    public void flush() {
        lower.flush();
    }

    @Override
    @SuppressWarnings("unchecked") // the answer is what the question says
    public <A extends @Nullable Object> A control(Control<A> ask) {
        return ask instanceof UpgradedHead ? (A) head : lower.control(ask);
    }

    @Override
    public Participants participants() {
        return lower.participants();
    }

    @Override
    public void closed() {
        lower.close();
    }
}
