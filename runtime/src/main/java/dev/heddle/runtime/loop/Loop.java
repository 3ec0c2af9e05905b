// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.queue.*;
import dev.heddle.runtime.unit.*;
import java.lang.annotation.*;
import java.lang.foreign.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import org.jspecify.annotations.*;

/** Stub. */
@SuppressWarnings("all")
public final class Loop implements AutoCloseable {
    public static Loop open(String label, LoopOptions options) {
        throw new UnsupportedOperationException("stub");
    }

    public void run() {
        throw new UnsupportedOperationException("stub");
    }

    public int turn(long maxWaitNanos) {
        throw new UnsupportedOperationException("stub");
    }

    public void stop() {
        throw new UnsupportedOperationException("stub");
    }

    public long nowNanos() {
        throw new UnsupportedOperationException("stub");
    }

    public LoopDoor door() {
        throw new UnsupportedOperationException("stub");
    }

    public TimerWatcher timer(String label, Runnable onTime) {
        throw new UnsupportedOperationException("stub");
    }

    public PeriodicWatcher periodic(String label, Duration every, Runnable onTime) {
        throw new UnsupportedOperationException("stub");
    }

    public IoWatcher io(String label, StreamSocket socket, IoCallback onReady) {
        throw new UnsupportedOperationException("stub");
    }

    public SignalWatcher signal(String name, Runnable onSignal) {
        throw new UnsupportedOperationException("stub");
    }

    public PhaseWatcher each(Phase phase, String label, Runnable onTurn) {
        throw new UnsupportedOperationException("stub");
    }

    public AsyncWatcher async(String label, Runnable onWake) {
        throw new UnsupportedOperationException("stub");
    }
    /**
     * What another package keeps per loop: made at the first call with this type, the same object from then on. Thread: the loop.
     * For the packages of this library, which would otherwise need a table of loops.
     */
    public <A> A attachment(Class<A> type, Function<Loop, A> make) {
        throw new UnsupportedOperationException("stub");
    }
    /** Throws IllegalStateException, naming label, owner and caller, unless the caller owns this loop (runs it or steps it). */
    public void checkOwner(String label) {
        throw new UnsupportedOperationException("stub");
    }
    /** Gives what a user's callback threw to the onUncaught of the options (or the log); never throws itself. Thread: the loop. */
    public void report(String label, Throwable thrown) {
        throw new UnsupportedOperationException("stub");
    }

    public void close() {
        throw new UnsupportedOperationException("stub");
    }
}
