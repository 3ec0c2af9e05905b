// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

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
import dev.heddle.runtime.request.*;
import dev.heddle.runtime.worker.*;

/** Stub. */
@SuppressWarnings("all")
public interface SessionHandler {
    Push push(Chain message);
    void pop(Upward up, Chain message);
    void closed();
    default <A> A control(Control<A> ask) { throw new UnsupportedOperationException("stub"); }
}
