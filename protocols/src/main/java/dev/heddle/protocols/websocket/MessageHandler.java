// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.runtime.graph.Session;
import java.lang.foreign.MemorySegment;

/// What a layer above [WebSocket] implements to take messages lent and in one piece, and to be told whether
/// they are text. A layer that does not gets each message through `demux`, as it lies in its units.
///
/// Thread: the loop. The session and the memory are lent for the call; a memory segment's bounds are those of
/// the buffer, not of the message.
public interface MessageHandler {
    /// One message.
    ///
    /// @param session where it came
    /// @param text whether it is a text, and so UTF-8
    /// @param memory where it is
    /// @param fromBytes its first byte
    /// @param lengthBytes zero or more, at most the limit of messages
    /// @return false: not taken; it and what follows are kept, and nothing more is read until
    ///     [dev.heddle.runtime.net.Reading#ON] is sent down, which delivers it again
    boolean onMessage(Session session, boolean text, MemorySegment memory, long fromBytes, int lengthBytes);
}
