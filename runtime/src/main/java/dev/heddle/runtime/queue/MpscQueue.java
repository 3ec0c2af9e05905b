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
public final class MpscQueue<T> extends BoundedQueue<T> {
    public static <T> MpscQueue<T> open(String label, int capacity, Consumer<? super T> disposer) { throw new UnsupportedOperationException("stub"); }
    public static <T> MpscQueue<T> open(String label, int capacity, Consumer<? super T> disposer, Wakeup wakeup) { throw new UnsupportedOperationException("stub"); }
}
