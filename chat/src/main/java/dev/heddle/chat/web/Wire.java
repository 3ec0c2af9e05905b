// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.web;

import dev.heddle.protocols.websocket.Agreed;
import java.util.List;

/// What a connection's lines travel in. Clients that share it share their bytes.
public enum Wire {
    /// CR LF behind each line.
    LINES,
    /// A WebSocket text message per line.
    TEXT,
    /// A WebSocket binary message per line.
    BINARY,
    /// A text message, compressed where that makes it shorter.
    PACKED_TEXT,
    /// A binary message, compressed where that makes it shorter.
    PACKED_BINARY;

    private static final String TEXT_PROTOCOL = "text.ircv3.net";
    private static final String BINARY_PROTOCOL = "binary.ircv3.net";

    /// The subprotocols of IRC over WebSocket. A client that names neither gets texts, which every client of this
    /// server can read because the server speaks UTF-8 only.
    public static final List<String> PROTOCOLS = List.of(TEXT_PROTOCOL, BINARY_PROTOCOL);

    /// What was agreed on with a WebSocket client.
    public static Wire of(Agreed agreed) {
        if (BINARY_PROTOCOL.equals(agreed.protocol())) {
            return agreed.compressed() ? PACKED_BINARY : BINARY;
        }
        return agreed.compressed() ? PACKED_TEXT : TEXT;
    }
}
