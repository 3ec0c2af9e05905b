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
public final class LocalHeap implements Allocator, AutoCloseable {
    public void close() { throw new UnsupportedOperationException("stub"); }
    @Override public Unit allocate() { throw new UnsupportedOperationException("stub"); }
    @Override public @Nullable Unit tryAllocate() { throw new UnsupportedOperationException("stub"); }
    @Override public @Nullable Unit tryAllocate(long timeoutNanos) { throw new UnsupportedOperationException("stub"); }
    @Override public boolean isClosed() { throw new UnsupportedOperationException("stub"); }
}
