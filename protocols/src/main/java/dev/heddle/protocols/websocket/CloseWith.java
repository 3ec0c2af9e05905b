// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.runtime.graph.Control;

/// Starts the closing handshake: after what was pushed goes a close frame, and pushing answers CLOSED. The layer
/// above gets no message any more; `closeDone` comes when the client has answered, or has not in time.
/// Closing the session without it does the same with [CloseCode#NORMAL]. The answer is whether it was started.
///
/// @param code why, one that may be sent
/// @param reason for a person; cut to the 123 bytes of UTF-8 that there is room for
public record CloseWith(int code, String reason) implements Control<Boolean> {
    /// Checks the code.
    public CloseWith {
        if (!CloseCode.isValid(code)) {
            throw new IllegalArgumentException("close code: wanted one that may be sent, got " + code);
        }
    }

    @Override
    public Boolean unsupported() {
        return false;
    }
}
