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
public final class SessionRef implements Session, AutoCloseable {
    public void close() { throw new UnsupportedOperationException("stub"); }
    @Override public Push push(Chain message) { throw new UnsupportedOperationException("stub"); }
    @Override public Request<Chain> call(Chain message) { throw new UnsupportedOperationException("stub"); }
    @Override public <A> A control(Control<A> ask) { throw new UnsupportedOperationException("stub"); }
    @Override public Participants participants() { throw new UnsupportedOperationException("stub"); }
    @Override public SessionRef duplicate() { throw new UnsupportedOperationException("stub"); }
    @Override public Sender<Chain> door() { throw new UnsupportedOperationException("stub"); }
    @Override public long id() { throw new UnsupportedOperationException("stub"); }
}
