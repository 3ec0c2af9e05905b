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
public abstract sealed class Watcher permits TimerWatcher, PeriodicWatcher, IoWatcher, SignalWatcher, PhaseWatcher, AsyncWatcher {
    public void start() { throw new UnsupportedOperationException("stub"); }
    public void stop() { throw new UnsupportedOperationException("stub"); }
    public boolean isStarted() { throw new UnsupportedOperationException("stub"); }
}
