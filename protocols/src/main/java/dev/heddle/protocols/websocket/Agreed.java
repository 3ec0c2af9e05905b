// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.runtime.graph.Control;
import org.jspecify.annotations.Nullable;

/// What the opening handshake came to. Any thread.
///
/// @param protocol the subprotocol; null: none
/// @param compressed whether messages may be compressed, each by itself
/// @param windowBits how far back the client can look in what is compressed for it, 8 to 15
public record Agreed(@Nullable String protocol, boolean compressed, int windowBits) {
    /// A connection without extensions and subprotocol.
    static final Agreed PLAIN = new Agreed(null, false, Deflate.WINDOW_BITS_MOST);

    /// Asks a session for it; null where nobody knows.
    public record Ask() implements Control<@Nullable Agreed> {
        @Override
        public @Nullable Agreed unsupported() {
            return null;
        }
    }
}
