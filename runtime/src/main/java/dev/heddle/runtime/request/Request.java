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
public abstract sealed class Request<T> permits Promise {
    public RequestState state() { throw new UnsupportedOperationException("stub"); }
    public @Nullable T take() { throw new UnsupportedOperationException("stub"); }
    public @Nullable Throwable failure() { throw new UnsupportedOperationException("stub"); }
    public Request<T> onEnd(Consumer<? super Request<T>> callback) { throw new UnsupportedOperationException("stub"); }
    public boolean cancel() { throw new UnsupportedOperationException("stub"); }
    public Request<T> timeoutNanos(long timeoutNanos) { throw new UnsupportedOperationException("stub"); }
    public CompletionStage<T> toStage() { throw new UnsupportedOperationException("stub"); }
}
