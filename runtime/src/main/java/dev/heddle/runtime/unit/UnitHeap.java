// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.annotation.*;
import java.lang.foreign.*;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import org.jspecify.annotations.*;

/** Stub. */
@SuppressWarnings("all")
public final class UnitHeap implements Allocator, AutoCloseable {
    public static UnitHeap open(HeapOptions options) { throw new UnsupportedOperationException("stub"); }
    public LocalHeap local() { throw new UnsupportedOperationException("stub"); }
    public void onceFree(Runnable wake) { throw new UnsupportedOperationException("stub"); }
    public HeapStats stats() { throw new UnsupportedOperationException("stub"); }
    public boolean awaitDrained(long timeoutNanos) { throw new UnsupportedOperationException("stub"); }
    public void close() { throw new UnsupportedOperationException("stub"); }
    @Override public Unit allocate() { throw new UnsupportedOperationException("stub"); }
    @Override public @Nullable Unit tryAllocate() { throw new UnsupportedOperationException("stub"); }
    @Override public @Nullable Unit tryAllocate(long timeoutNanos) { throw new UnsupportedOperationException("stub"); }
    @Override public boolean isClosed() { throw new UnsupportedOperationException("stub"); }
}
