// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sessions whose last reference was closed on another thread, on their way to their loop.
///
/// Thread: [#add] any, [#drain] the loop. It cannot be full. A session gets here at most once, and what links it
/// is made then: a field for it would be in every idle session. It is a Treiber stack that is only ever emptied
/// as a whole, so it has no ABA.
final class Graveyard {
    private static final VarHandle TOP;

    static {
        try {
            TOP = MethodHandles.lookup().findVarHandle(Graveyard.class, "top", Grave.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// One session and what came before it; turned round when the stack is emptied.
    private static final class Grave {
        private final SessionCore session;
        private @Nullable Grave next;

        Grave(SessionCore session) {
            this.session = session;
        }
    }

    @SuppressWarnings("unused") // through TOP
    private @Nullable Grave top;

    /// True if it was empty: somebody must wake the loop.
    boolean add(SessionCore session) {
        var grave = new Grave(session);
        for (; ; ) {
            var seen = (@Nullable Grave) TOP.getAcquire(this);
            grave.next = seen;
            if (TOP.compareAndSet(this, seen, grave)) {
                return seen == null;
            }
        }
    }

    /// Hands over what is here, those that came first first.
    void drain(Consumer<? super SessionCore> action) {
        var grave = (@Nullable Grave) TOP.getAndSet(this, (Grave) null);
        @Nullable Grave inOrder = null;
        while (grave != null) {
            var rest = grave.next;
            grave.next = inOrder;
            inOrder = grave;
            grave = rest;
        }
        for (; inOrder != null; inOrder = inOrder.next) {
            action.accept(inOrder.session);
        }
    }
}
