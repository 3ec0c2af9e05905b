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
public final class MessageQueue<M> implements Sender<M>, AutoCloseable {
    public static <M> MessageQueue<M> open(Loop loop, MessageQueueOptions<M> options, Consumer<? super M> onMessage) { throw new UnsupportedOperationException("stub"); }
    public void pause() { throw new UnsupportedOperationException("stub"); }
    public void resume() { throw new UnsupportedOperationException("stub"); }
    public void close() { throw new UnsupportedOperationException("stub"); }
    @Override public @CheckReturnValue Offer offer(M item) { throw new UnsupportedOperationException("stub"); }
    @Override public @CheckReturnValue Offer offer(M item, long timeoutNanos) { throw new UnsupportedOperationException("stub"); }
    @Override public Offer give(M item) { throw new UnsupportedOperationException("stub"); }
    @Override public int offerBatch(M[] items, int from, int count) { throw new UnsupportedOperationException("stub"); }
}
