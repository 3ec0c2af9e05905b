// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.Locale;
import java.util.Map;

/// The JDK's exceptions in the words of [SocketFault]. It has types for a few of them and a text for the rest.
final class NioFaults {
    private static final Map<String, SocketFault> BY_TEXT = Map.of(
            "too many open files", SocketFault.TOO_MANY_FILES,
            "connection reset", SocketFault.RESET,
            "connection aborted", SocketFault.RESET,
            "broken pipe", SocketFault.BROKEN,
            "timed out", SocketFault.TIMED_OUT,
            "permission denied", SocketFault.DENIED,
            "no such file", SocketFault.NOT_FOUND,
            "message too long", SocketFault.TOO_LARGE,
            "unreachable", SocketFault.UNREACHABLE,
            "refused", SocketFault.REFUSED);

    private NioFaults() {}

    static SocketFault of(Exception why) {
        String text = String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT);
        return switch (why) {
            case NoRouteToHostException _ -> SocketFault.UNREACHABLE;
            case BindException _ -> text.contains("in use") ? SocketFault.IN_USE : SocketFault.NOT_AVAILABLE;
            case ConnectException _ when text.contains("timed out") -> SocketFault.TIMED_OUT;
            case ClosedChannelException _ -> SocketFault.BROKEN;
            case NotYetConnectedException _ -> SocketFault.NOT_CONNECTED;
            case UnsupportedOperationException _ -> SocketFault.UNSUPPORTED;
            default -> byText(text);
        };
    }

    private static SocketFault byText(String text) {
        for (var entry : BY_TEXT.entrySet()) {
            if (text.contains(entry.getKey())) {
                return entry.getValue();
            }
        }
        return text.contains("in use") ? SocketFault.IN_USE : SocketFault.OTHER;
    }
}
