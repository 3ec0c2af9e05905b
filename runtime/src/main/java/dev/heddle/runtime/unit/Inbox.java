// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Where other threads put units that belong to a [LocalHeap], a chain at a time.
///
/// Any thread. Everything is taken at once and never one by one, so there is no ABA, and anybody may take: that
/// is how a starved thread gets at the units of one that sleeps.
final class Inbox {
    private static final int PAD = 16;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final Object SEALED = new Object();

    /* Alone on its cache line: the owner's own list is hot. */
    private final @Nullable Object[] cell = new @Nullable Object[2 * PAD + 1];

    /// Puts a chain in, linked by `next` and ended by null.
    ///
    /// @return false: sealed, the chain is still the caller's
    boolean push(Unit head, int count) {
        head.chainCount = count;
        for (; ; ) {
            Object seen = CELL.getAcquire(cell, PAD);
            if (seen == SEALED) {
                return false;
            }
            head.nextChain = (Unit) seen;
            if (CELL.compareAndSet(cell, PAD, seen, head)) {
                return true;
            }
            Thread.onSpinWait();
        }
    }

    /// All chains, linked by `nextChain`.
    @Nullable
    Unit take() {
        for (; ; ) {
            Object seen = CELL.getAcquire(cell, PAD);
            if (seen == null || seen == SEALED) {
                return null;
            }
            if (CELL.compareAndSet(cell, PAD, seen, null)) {
                return (Unit) seen;
            }
        }
    }

    /// All chains; from now on nothing can be put in.
    @Nullable
    Unit seal() {
        Object seen = CELL.getAndSet(cell, PAD, SEALED);
        return seen == SEALED ? null : (Unit) seen;
    }
}
