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
public final class FanOut {
    public static FanOut open(String label, FanOutRefusal onRefusal) { throw new UnsupportedOperationException("stub"); }
    public boolean add(Sender<Unit> member) { throw new UnsupportedOperationException("stub"); }
    public boolean remove(Sender<Unit> member) { throw new UnsupportedOperationException("stub"); }
    public int publish(Unit unit) { throw new UnsupportedOperationException("stub"); }
}
