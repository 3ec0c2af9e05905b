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
public final class LoopThread implements AutoCloseable {
    public static LoopThread start(String label, LoopOptions options, Consumer<Loop> setUp) { throw new UnsupportedOperationException("stub"); }
    public LoopDoor door() { throw new UnsupportedOperationException("stub"); }
    public boolean join(long timeoutNanos) { throw new UnsupportedOperationException("stub"); }
    public void close() { throw new UnsupportedOperationException("stub"); }
}
