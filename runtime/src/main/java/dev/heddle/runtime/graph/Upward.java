// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;

/// A session's way to the layer above it, lent to its handler for one call: only a handler can deliver upward.
/// Thread: the session's loop.
public sealed interface Upward permits SessionCore, LentSession {
    /// Hands a message to the layer above, which owns it from here on.
    void demux(Chain message);

    /// The same for one slice; the layer above owns one reference of the unit.
    void demux(Unit unit, int fromBytes, int lengthBytes);

    /// A request that wants a reply; see [Protocol#callDemux(Session, Chain)].
    Request<Chain> callDemux(Chain message);

    /// Tells the layer above that the peer has finished or is lost; it closes what it holds when it is ready.
    void closeDone();

    /// Tells the layer above that there is room again after [Push#FULL], or that a backlog has gone.
    void room();

    /// The session, lent likewise.
    Session session();
}
