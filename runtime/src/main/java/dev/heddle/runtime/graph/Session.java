// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.queue.Sender;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import org.jspecify.annotations.Nullable;

/// One end of a conversation, as the layer above sees it. What a call passes is lent: valid until that call
/// returns. Whoever wants it longer keeps [#duplicate()]; a lent session has no close. In a checked graph a
/// lent session that is used after its call throws.
///
/// Thread: the session's loop, except [#duplicate()], [#door()], [#id()].
public sealed interface Session permits SessionRef, SessionCore, LentSession {
    /// Sends a message down; it is taken over whatever the answer is. It leaves the process at the end of the
    /// turn.
    Push push(Chain message);

    /// The same for one slice of a unit, without an object per message; takes over one reference of the unit.
    /// The slice must not change until it has been sent, which its other holders see to.
    Push push(Unit unit, int fromBytes, int lengthBytes);

    /// Sends what was pushed so far before the turn ends; rarely wanted.
    void flush();

    /// Request and reply, for layers that have it; takes the message over. The reply is the taker's.
    Request<Chain> call(Chain message);

    /// Asks a typed question; each layer that does not know it asks the one below.
    <A extends @Nullable Object> A control(Control<A> ask);

    /// Both ends, in the words of the session's layer.
    Participants participants();

    /// Any thread: one more reference, which is yours to close.
    SessionRef duplicate();

    /// Any thread: the way to push from elsewhere. It holds no reference: after the last close it answers
    /// CLOSED.
    Sender<Chain> door();

    /// Any thread: names this session on its graph; never used again.
    long id();
}
