// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import java.lang.annotation.*;
import java.lang.foreign.*;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import org.jspecify.annotations.*;
import dev.heddle.runtime.unit.*;

/** Stub. */
@SuppressWarnings("all")
public abstract sealed class BoundedQueue<T> implements Sender<T>, Receiver<T>, AutoCloseable permits SpscQueue, MpscQueue {
    public String label() { throw new UnsupportedOperationException("stub"); }
    public int capacity() { throw new UnsupportedOperationException("stub"); }
    public int size() { throw new UnsupportedOperationException("stub"); }
    public void close() { throw new UnsupportedOperationException("stub"); }
    public void closeNow() { throw new UnsupportedOperationException("stub"); }
    @Override public @CheckReturnValue Offer offer(T item) { throw new UnsupportedOperationException("stub"); }
    @Override public @CheckReturnValue Offer offer(T item, long timeoutNanos) { throw new UnsupportedOperationException("stub"); }
    @Override public Offer give(T item) { throw new UnsupportedOperationException("stub"); }
    @Override public int offerBatch(T[] items, int from, int count) { throw new UnsupportedOperationException("stub"); }
    @Override public @Nullable T poll() { throw new UnsupportedOperationException("stub"); }
    @Override public boolean isFinished() { throw new UnsupportedOperationException("stub"); }
    @Override public int drain(Consumer<? super T> handler, int limit) { throw new UnsupportedOperationException("stub"); }
    @Override public Wait await(long timeoutNanos) { throw new UnsupportedOperationException("stub"); }
    @Override public @Nullable T cycle(T item) { throw new UnsupportedOperationException("stub"); }
}
