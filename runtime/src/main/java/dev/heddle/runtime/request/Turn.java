// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The right to be alone: a place at the head of a [RequestQueue], held until it is closed.
///
/// Thread: any.
/// Lifetime: whoever takes it from its request closes it. With [RequestQueueOptions#lease] it is taken away
/// when it has been held too long, which is reported with the holder's name; its close is then without effect.
public final class Turn extends Posted implements AutoCloseable {
    private static final VarHandle HELD;

    static {
        try {
            HELD = MethodHandles.lookup().findVarHandle(Turn.class, "held", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final RequestRow queue;
    private final Promise<Turn> place;

    /** Ends once, by whoever closes it or by the lease. Any thread. */
    @SuppressWarnings("unused")
    private volatile boolean held = true;

    Turn(RequestRow queue, Promise<Turn> place) {
        this.queue = queue;
        this.place = place;
    }

    /** The label that it was asked for with. */
    public String holder() {
        return place.label;
    }

    /** Whether it has neither been closed nor taken away. */
    public boolean isHeld() {
        return (boolean) HELD.getAcquire(this);
    }

    /** Lets the queue go on; idempotent. From another thread it takes effect on the loop's next pass. */
    @Override
    public void close() {
        if (HELD.compareAndSet(this, true, false)) {
            if (queue.home.isOwner()) {
                run();
            } else {
                queue.home.post(this);
            }
        }
    }

    /** Takes it away; on the loop. False: it has been closed already. */
    boolean revoke() {
        if (!HELD.compareAndSet(this, true, false)) {
            return false;
        }
        run();
        return true;
    }

    @Override
    void run() {
        queue.release(place);
    }

    @Override
    void refuse() {} // the loop has ended and its queues with it
}
