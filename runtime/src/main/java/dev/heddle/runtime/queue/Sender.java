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
public interface Sender<T> {
    @CheckReturnValue Offer offer(T item);
    @CheckReturnValue Offer offer(T item, long timeoutNanos);
    Offer give(T item);
    int offerBatch(T[] items, int from, int count);
}
