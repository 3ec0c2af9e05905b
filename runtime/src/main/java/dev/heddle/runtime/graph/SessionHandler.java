// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import org.jspecify.annotations.Nullable;

/// What a layer's author writes, one per session. All calls come on the session's loop, retained around the
/// call. No handler calls upward from inside a push: what a push brings about is told later in the turn.
public interface SessionHandler {
    /// A message from above, owned: pass it on or release it, whatever the answer. If no unit is left for a
    /// header, let the exception through before you have passed the message on: it is released, and answered
    /// with [Push#FULL].
    Push push(Chain message);

    /// The same for one slice, one reference of the unit owned. By default it becomes a chain.
    default Push push(Unit unit, int fromBytes, int lengthBytes) {
        return push(Slices.chain(unit, fromBytes, lengthBytes));
    }

    /// A message from below, owned.
    void pop(Upward up, Chain message);

    /// The same for one slice, one reference of the unit owned. By default it becomes a chain.
    default void pop(Upward up, Unit unit, int fromBytes, int lengthBytes) {
        pop(up, Slices.chain(unit, fromBytes, lengthBytes));
    }

    /// A request from above that wants a reply; the message is owned when the answer is not null.
    /// Null, the default: this layer has no calls, and the message is still the caller's.
    default @Nullable Request<Chain> call(Chain message) {
        return null;
    }

    /// A request from below that wants a reply; the message is owned. By default it is handed upward unchanged.
    default Request<Chain> callPop(Upward up, Chain message) {
        return up.callDemux(message);
    }

    /// The lower session's peer has finished. By default the layer above is told.
    default void closeDone(Upward up) {
        up.closeDone();
    }

    /// The lower session has room again. By default the layer above is told.
    default void room(Upward up) {
        up.room();
    }

    /// Sends down what was held back; by default nothing was.
    default void flush() {}

    /// The count reached zero: exactly once, after the last pop has returned. Close what you hold below.
    void closed();

    /// An idle session is about to be given out as a new one: forget everything that its last user could have
    /// left. False, the default: it cannot be made new, so it is closed.
    default boolean reused() {
        return false;
    }

    /// A typed question. By default nobody knows; a layer that passes messages through asks below.
    default <A extends @Nullable Object> A control(Control<A> ask) {
        return ask.unsupported();
    }

    /// Both ends. By default nothing is known of them.
    default Participants participants() {
        return Participants.unknown();
    }
}
