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
public abstract class Protocol {
    public abstract Request<SessionRef> open(Protocol upper, Participants to);
    public abstract void openEnable(Protocol upper, Participants local);
    public abstract void openDisable(Protocol upper, Participants local);
    public abstract void openDone(Session lower);
    public abstract void demux(Session lower, Chain message);
    public abstract int headerBytesMax();
    public abstract Service needs();
    public abstract Service provides();
    public Protocol below() { throw new UnsupportedOperationException("stub"); }
    public Loop loop() { throw new UnsupportedOperationException("stub"); }
    public <K> SessionMap<K> sessions(SessionCache cache) { throw new UnsupportedOperationException("stub"); }
}
