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
public final class MessageQueueOptions<M> {
    public static <M> MessageQueueOptions<M> of(String label, int capacity, Consumer<? super M> disposer) { throw new UnsupportedOperationException("stub"); }
    public MessageQueueOptions<M> budget(int messagesPerTurn) { throw new UnsupportedOperationException("stub"); }
    public MessageQueueOptions<M> whenFull(WhenFull policy) { throw new UnsupportedOperationException("stub"); }
    public MessageQueueOptions<M> coalesceBy(ToLongFunction<? super M> key) { throw new UnsupportedOperationException("stub"); }
}
