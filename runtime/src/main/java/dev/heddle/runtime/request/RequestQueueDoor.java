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
public final class RequestQueueDoor {
    public <T> T await(String label, long timeoutNanos, Trigger<T> trigger) { throw new UnsupportedOperationException("stub"); }
    public Turn awaitTurn(String label, long timeoutNanos) { throw new UnsupportedOperationException("stub"); }
    public <T> CompletionStage<T> submit(String label, Trigger<T> trigger) { throw new UnsupportedOperationException("stub"); }
}
