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
public final class RequestQueueOptions {
    public static RequestQueueOptions of(String label, int limit) { throw new UnsupportedOperationException("stub"); }
    public RequestQueueOptions limitBytes(long limitBytes) { throw new UnsupportedOperationException("stub"); }
    public RequestQueueOptions inlineDepth(int depth) { throw new UnsupportedOperationException("stub"); }
    public RequestQueueOptions headTimeout(Duration stalled) { throw new UnsupportedOperationException("stub"); }
}
