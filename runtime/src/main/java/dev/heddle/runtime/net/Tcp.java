// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

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
import dev.heddle.runtime.graph.*;

/** Stub. */
@SuppressWarnings("all")
public final class Tcp extends Protocol {
    public static Tcp create(TcpOptions options) { throw new UnsupportedOperationException("stub"); }

    public Request<SessionRef> open(Protocol upper, Participants to) { throw new UnsupportedOperationException("stub"); }
    public void openEnable(Protocol upper, Participants local) { throw new UnsupportedOperationException("stub"); }
    public void openDisable(Protocol upper, Participants local) { throw new UnsupportedOperationException("stub"); }
    public void openDone(Session lower) { throw new UnsupportedOperationException("stub"); }
    public void demux(Session lower, Chain message) { throw new UnsupportedOperationException("stub"); }
    public int headerBytesMax() { throw new UnsupportedOperationException("stub"); }
    public Service needs() { throw new UnsupportedOperationException("stub"); }
    public Service provides() { throw new UnsupportedOperationException("stub"); }
}
