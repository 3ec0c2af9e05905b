// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

/// The numbers with which a connection ends.
///
/// Source: RFC 6455 section 7.4 and the registry that it founds
public final class CloseCode {
    /// All was said.
    public static final int NORMAL = 1000;

    /// The server stops, or the page goes away.
    public static final int GOING_AWAY = 1001;

    /// The peer broke the protocol.
    public static final int PROTOCOL_ERROR = 1002;

    /// A kind of message that is not accepted here.
    public static final int UNSUPPORTED = 1003;

    /// Never sent: there was a close frame without a code.
    public static final int NONE = 1005;

    /// Never sent: there was no close frame.
    public static final int ABNORMAL = 1006;

    /// A text that is not UTF-8.
    public static final int INVALID_DATA = 1007;

    /// Against the rules of this server.
    public static final int POLICY = 1008;

    /// A message above the limit.
    public static final int TOO_BIG = 1009;

    /// Something failed here.
    public static final int INTERNAL = 1011;

    /// The server is too busy now.
    public static final int TRY_AGAIN = 1013;

    private CloseCode() {}

    /// Whether a peer may send the code.
    ///
    /// @param code what stands in the frame
    /// @return false for those that must not appear on the wire
    public static boolean isValid(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    /// What is told to a client whose connection fails with the code.
    static String words(int code) {
        return switch (code) {
            case TOO_BIG -> "message too big";
            case INVALID_DATA -> "invalid data";
            case POLICY -> "too many control frames";
            case TRY_AGAIN -> "no memory left now";
            default -> "protocol error";
        };
    }
}
