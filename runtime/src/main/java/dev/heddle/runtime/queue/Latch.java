// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A lock for a few instructions: one compare-and-set to take, one store to free, no garbage, never held over
/// user code.
///
/// Thread: any. Not reentrant. Who finds it taken gives the processor away, so that a holder that lost its
/// own goes on.
final class Latch {
    private static final VarHandle HELD;
    private static final int SPINS = 16;

    static {
        try {
            HELD = MethodHandles.lookup().findVarHandle(Latch.class, "held", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // read and written through a VarHandle
    private int held;

    void lock() {
        for (int tries = 0; !HELD.compareAndSet(this, 0, 1); tries++) {
            if (tries < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    void unlock() {
        HELD.setRelease(this, 0);
    }
}
