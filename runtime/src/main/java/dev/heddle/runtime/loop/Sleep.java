// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.poll.Poller;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The sleep of a loop and the one wake-up that ends it.
///
/// The loop writes ASLEEP, then looks at its queues' tail indexes again, then waits. A producer moves a tail,
/// then reads the state. All four are in one total order, so either the producer sees the sleeper or the loop
/// sees the message. The producer that turns ASLEEP to AWAKE does the waking: one system call per sleep,
/// whoever else posts.
final class Sleep {
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;
    private static final int YIELDS = 8;
    /// A yield that took this long has given the processor to a stranger, not to a producer.
    private static final long CROWDED_NANOS = 20_000;

    private static final int LEAST_SKIPPED = 4;
    private static final int MOST_SKIPPED = 64;
    private static final int MOST_SKIPPED_IN_A_CROWD = 4096;
    private static final VarHandle STATE;
    private static final VarHandle STOP;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Sleep.class, "state", int.class);
            STOP = MethodHandles.lookup().findVarHandle(Sleep.class, "stop", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Poller poller;

    @SuppressWarnings("unused") // through STATE
    private int state;

    @SuppressWarnings("unused") // through STOP
    private boolean stop;

    private int sleepsBeforeTheNextYield;
    private int sleepsToSkip = LEAST_SKIPPED;

    Sleep(Poller poller) {
        this.poller = poller;
    }

    /// Any thread, after it made something visible that the loop looks at in its re-check.
    void signal() {
        if ((int) STATE.getVolatile(this) == ASLEEP && STATE.compareAndSet(this, ASLEEP, AWAKE)) {
            poller.wake();
        }
    }

    /// The loop, before it sleeps while the next message is probably near: yields a few times, because a sleep
    /// with its wake-up costs more. True: something came. On a crowded machine a yield may last milliseconds: after
    /// one such that brought nothing the loop does without for its next few sleeps, and for twice as many after
    /// each further one in a row. Likewise, but not for as many, when what is expected takes longer.
    boolean isAvoidedByYielding(HandOff handOff) {
        if (sleepsBeforeTheNextYield > 0) {
            sleepsBeforeTheNextYield--;
            return false;
        }
        for (int i = 0; i < YIELDS; i++) {
            long before = System.nanoTime();
            Thread.yield();
            if (handOff.hasWork()) {
                sleepsToSkip = LEAST_SKIPPED;
                return true;
            }
            if (System.nanoTime() - before > CROWDED_NANOS) {
                skip(MOST_SKIPPED_IN_A_CROWD);
                return false;
            }
        }
        if (handOff.isExpecting()) {
            skip(MOST_SKIPPED);
        }
        return false;
    }

    private void skip(int most) {
        sleepsBeforeTheNextYield = Math.min(sleepsToSkip, most);
        sleepsToSkip = Math.min(2 * sleepsToSkip, MOST_SKIPPED_IN_A_CROWD);
    }

    /// The loop: from now on producers wake it; look at every queue once more before waiting.
    void begin() {
        STATE.setVolatile(this, ASLEEP);
        VarHandle.fullFence();
    }

    /// The loop: true if somebody woke it.
    boolean end() {
        return (int) STATE.getAndSet(this, AWAKE) == AWAKE;
    }

    /// Any thread: the loop shall not sleep again, and end.
    void requestStop() {
        STOP.setVolatile(this, true);
        signal();
    }

    boolean isStopRequested() {
        return (boolean) STOP.getVolatile(this);
    }

    /// The loop has ended a run; the next one is not stopped by the old request.
    void forgetStop() {
        STOP.setVolatile(this, false);
    }
}
