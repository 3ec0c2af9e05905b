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
public final class Promise<T> extends Request<T> {
    public static <T> Promise<T> create(Loop loop, String label, Consumer<? super T> disposer) { throw new UnsupportedOperationException("stub"); }
    public void done(T value) { throw new UnsupportedOperationException("stub"); }
    public void fail(Throwable why) { throw new UnsupportedOperationException("stub"); }
    public void onCancel(Runnable attempt) { throw new UnsupportedOperationException("stub"); }
    public void onCleanup(Runnable cleanup) { throw new UnsupportedOperationException("stub"); }
    public <S> Promise<S> child(String label, Consumer<? super S> disposer) { throw new UnsupportedOperationException("stub"); }
    public Promise<T> reset() { throw new UnsupportedOperationException("stub"); }
}
