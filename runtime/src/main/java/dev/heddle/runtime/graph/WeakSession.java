// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import org.jspecify.annotations.Nullable;

/// A session as the layer that made it remembers it: without a reference, so that it ends when its users are
/// done. Every operation holds the session for its own duration, and answers false when it has ended; then
/// nothing was done, and the message is still the caller's.
///
/// Thread: the session's loop.
public sealed interface WeakSession permits SessionCore {
    /// Hands a message to the session's handler.
    boolean pop(Chain message);

    /// The same for one slice; takes over one reference of the unit if the answer is true.
    boolean pop(Unit unit, int fromBytes, int lengthBytes);

    /// Hands a request that wants a reply to the handler; null: the session has ended, the message is yours.
    @Nullable
    Request<Chain> callPop(Chain message);

    /// Tells the handler that the peer has finished or is lost.
    boolean popCloseDone();

    /// Tells the handler that there is room again.
    boolean popRoom();

    /// One reference, yours to close; null: the session has ended, or is ending.
    @Nullable
    SessionRef find();
}
