// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Control;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Asks for the way past the outbox, for a layer that keeps its own and makes other bytes of it (encryption):
/// it writes from its own buffer, only as much as the socket takes. Null where there is none.
public record DirectOutput() implements Control<DirectOutput.@Nullable Pipe> {
    /// Writes straight to the socket. Thread: the session's loop. Do not mix with push on the same session.
    public interface Pipe {
        /// Sends at most `lengthBytes`; how many were taken. Fewer, or 0: the socket is full, and `room` will
        /// be called; -1: the connection is gone.
        int write(MemorySegment from, long fromBytes, int lengthBytes);
    }

    @Override
    public @Nullable Pipe unsupported() {
        return null;
    }
}
