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
public final class BroadcastRing implements AutoCloseable {
    public static BroadcastRing open(String label, int capacity, int readers) { throw new UnsupportedOperationException("stub"); }
    public BroadcastReader reader(int index) { throw new UnsupportedOperationException("stub"); }
    public @CheckReturnValue Offer offer(Unit unit) { throw new UnsupportedOperationException("stub"); }
    public void close() { throw new UnsupportedOperationException("stub"); }
}
