// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

/// The four bits that say what a frame is.
///
/// Source: RFC 6455 section 5.2
public final class Opcode {
    /// More of the message that was begun.
    public static final int CONTINUATION = 0;

    /// A message in UTF-8, or its beginning.
    public static final int TEXT = 1;

    /// A message of bytes, or its beginning.
    public static final int BINARY = 2;

    /// The closing handshake.
    public static final int CLOSE = 8;

    /// A question whether the peer is there.
    public static final int PING = 9;

    /// Its answer.
    public static final int PONG = 10;

    private Opcode() {}

    /// Whether frames of this kind may stand between the fragments of a message.
    ///
    /// @param opcode 0 to 15
    /// @return true for close, ping, pong and those reserved for their like
    public static boolean isControl(int opcode) {
        return (opcode & 8) != 0;
    }

    static boolean isKnown(int opcode) {
        return opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
    }
}
