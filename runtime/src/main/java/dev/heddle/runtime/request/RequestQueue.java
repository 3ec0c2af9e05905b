// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

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
import dev.heddle.runtime.loop.*;

/** Stub. */
@SuppressWarnings("all")
public final class RequestQueue implements AutoCloseable {
    public static RequestQueue open(Loop loop, RequestQueueOptions options) { throw new UnsupportedOperationException("stub"); }
    public <T> Request<T> add(String label, Trigger<T> trigger, Consumer<? super T> disposer) { throw new UnsupportedOperationException("stub"); }
    public <T> Request<T> add(String label, long lengthBytes, Trigger<T> trigger, Consumer<? super T> disposer) { throw new UnsupportedOperationException("stub"); }
    public <T> Request<T> add(Promise<T> promise, Trigger<T> trigger) { throw new UnsupportedOperationException("stub"); }
    public Request<Turn> turn(String label) { throw new UnsupportedOperationException("stub"); }
    public Request<Turn> block(String label) { throw new UnsupportedOperationException("stub"); }
    public int length() { throw new UnsupportedOperationException("stub"); }
    public void stop() { throw new UnsupportedOperationException("stub"); }
    public void start() { throw new UnsupportedOperationException("stub"); }
    public boolean rearm() { throw new UnsupportedOperationException("stub"); }
    public RequestQueueDoor door() { throw new UnsupportedOperationException("stub"); }
    public void close() { throw new UnsupportedOperationException("stub"); }
}
