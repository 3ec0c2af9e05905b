// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.queue.Wakeup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Calls back on the loop after somebody called [#wake()] on any thread; many wakes before the callback are
/// one.
public final class AsyncWatcher extends Watcher implements Wakeup {
    private static final VarHandle PENDING;

    static {
        try {
            PENDING = MethodHandles.lookup().findVarHandle(AsyncWatcher.class, "pending", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Runnable onWake;

    @SuppressWarnings("unused") // through PENDING
    private int pending;

    AsyncWatcher(Loop loop, String label, Runnable onWake) {
        super(loop, label);
        this.onWake = onWake;
    }

    /// Any thread, never blocks. Everything that happened before it is visible in the callback that follows.
    /// While the watcher is stopped the wake is remembered and answered after the next start.
    @Override
    public void wake() {
        if ((int) PENDING.getVolatile(this) == 0 && PENDING.compareAndSet(this, 0, 1)) {
            loop.handOff().asyncPending();
        }
    }

    @Override
    String kind() {
        return "async";
    }

    @Override
    void attach() {
        loop.handOff().asyncs().add(this);
        loop.handOff().asyncPending();
    }

    @Override
    void detach() {
        loop.handOff().asyncs().remove(this);
    }

    boolean runIfPending() {
        // Cleared before the callback looks at anything, so a wake during the callback causes another one.
        if ((int) PENDING.getVolatile(this) == 0 || (int) PENDING.getAndSet(this, 0) == 0) {
            return false;
        }
        loop.callbacks().run(kind(), label, onWake);
        return true;
    }
}
