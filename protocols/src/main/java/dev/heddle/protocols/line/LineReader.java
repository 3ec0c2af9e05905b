// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.line;

import dev.heddle.runtime.graph.Session;
import java.lang.foreign.MemorySegment;

/// What a layer above [Line] implements to take lines without an object per line. A layer that does not gets
/// each line as a message of its own through `demux`.
///
/// Thread: the loop. The session and the memory are lent for the call; a memory segment's bounds are those of
/// the buffer, not of the line.
public interface LineReader {
    /// One line without its end, perhaps empty, any bytes but LF. False: not taken; it and what follows are
    /// kept, and
    /// nothing more is read until [dev.heddle.runtime.net.Reading#ON] is sent down, which delivers it again.
    boolean onLine(Session session, MemorySegment memory, long fromBytes, int lengthBytes);

    /// A line was longer than the limit; it is skipped to its end. Called once for each such line, when it
    /// becomes too long. By default nothing.
    default void onTooLong(Session session, int limitBytes) {}
}
