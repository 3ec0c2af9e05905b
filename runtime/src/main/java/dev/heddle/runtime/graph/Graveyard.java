// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sessions whose last reference was closed on another thread, on their way to their loop.
///
/// Thread: [#add] any, [#drain] the loop. It cannot be full and allocates nothing: each session carries its own
/// link, and a session gets here at most once. It is a Treiber stack that is only ever emptied as a whole, so
/// it has no ABA.
final class Graveyard {
    private static final VarHandle TOP;

    static {
        try {
            TOP = MethodHandles.lookup().findVarHandle(Graveyard.class, "top", SessionCore.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through TOP
    private @Nullable SessionCore top;

    /// True if it was empty: somebody must wake the loop.
    boolean add(SessionCore session) {
        for (; ; ) {
            var seen = (@Nullable SessionCore) TOP.getAcquire(this);
            session.next = seen;
            if (TOP.compareAndSet(this, seen, session)) {
                return seen == null;
            }
        }
    }

    /// Hands over what is here, those that came first first.
    void drain(Consumer<? super SessionCore> action) {
        var session = (@Nullable SessionCore) TOP.getAndSet(this, (SessionCore) null);
        @Nullable SessionCore inOrder = null;
        while (session != null) {
            var rest = session.next;
            session.next = inOrder;
            inOrder = session;
            session = rest;
        }
        while (inOrder != null) {
            var rest = inOrder.next;
            inOrder.next = null;
            action.accept(inOrder);
            inOrder = rest;
        }
    }
}
