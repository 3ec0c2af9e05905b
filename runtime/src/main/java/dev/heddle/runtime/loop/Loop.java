// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import java.lang.annotation.*;
import java.lang.foreign.*;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import org.jspecify.annotations.*;
import dev.heddle.runtime.unit.*;
import dev.heddle.runtime.queue.*;

/** Stub. */
@SuppressWarnings("all")
public final class Loop implements AutoCloseable {
    public static Loop open(String label, LoopOptions options) { throw new UnsupportedOperationException("stub"); }
    public void run() { throw new UnsupportedOperationException("stub"); }
    public int turn(long maxWaitNanos) { throw new UnsupportedOperationException("stub"); }
    public void stop() { throw new UnsupportedOperationException("stub"); }
    public long nowNanos() { throw new UnsupportedOperationException("stub"); }
    public LoopDoor door() { throw new UnsupportedOperationException("stub"); }
    public TimerWatcher timer(String label, Runnable onTime) { throw new UnsupportedOperationException("stub"); }
    public PeriodicWatcher periodic(String label, Duration every, Runnable onTime) { throw new UnsupportedOperationException("stub"); }
    public IoWatcher io(String label, StreamSocket socket, IoCallback onReady) { throw new UnsupportedOperationException("stub"); }
    public SignalWatcher signal(String name, Runnable onSignal) { throw new UnsupportedOperationException("stub"); }
    public PhaseWatcher each(Phase phase, String label, Runnable onTurn) { throw new UnsupportedOperationException("stub"); }
    public AsyncWatcher async(String label, Runnable onWake) { throw new UnsupportedOperationException("stub"); }
    public void close() { throw new UnsupportedOperationException("stub"); }
}
