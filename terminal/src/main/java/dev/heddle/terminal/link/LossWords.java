// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.link;

import dev.heddle.runtime.poll.SocketFault;
import dev.heddle.runtime.poll.SocketFaultException;
import dev.heddle.runtime.request.RequestTimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why a connection could not be opened, for people. Any thread.
final class LossWords {
    /// What the JDK says when the answer is none of TLS.
    private static final Pattern NOT_TLS = Pattern.compile("(?i)unrecognized SSL message");

    private LossWords() {}

    static String of(@Nullable Throwable failure) {
        String words = "no reason was given";
        for (var why = failure; why != null; why = why.getCause()) {
            if (why instanceof SocketFaultException socket) {
                return of(socket);
            }
            if (why instanceof RequestTimeoutException) {
                return "the server has not answered in time";
            }
            String message = why.getMessage();
            if (message != null) {
                words = why instanceof SSLException ? "TLS did not come about: " + message : message;
            }
        }
        if (words.contains("unknown host")) {
            return "there is no machine of that name";
        }
        return NOT_TLS.matcher(words).find() ? "the server does not speak TLS there" : words;
    }

    /// Why an open connection has ended.
    ///
    /// @param reason the layers' own words
    static String closed(String reason) {
        if (reason.isEmpty() || reason.equals("end of stream")) {
            return "the server has closed the connection";
        }
        return reason.equals("end of stream without close_notify")
                ? "the connection was cut short: the server has not said that it ends"
                : reason;
    }

    private static String of(SocketFaultException socket) {
        return switch (socket.fault()) {
            case REFUSED -> "nobody answers there (the connection was refused)";
            case UNREACHABLE -> "there is no way to that machine";
            case TIMED_OUT -> "the server has not answered in time";
            case RESET -> "the server has cut the connection";
            case SocketFault other -> String.valueOf(socket.getMessage());
        };
    }
}
