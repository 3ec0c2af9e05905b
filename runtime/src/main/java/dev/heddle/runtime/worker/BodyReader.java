// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

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

/** Stub. */
@SuppressWarnings("all")
public final class BodyReader {
    public @Nullable Unit awaitPart(long timeoutNanos) { throw new UnsupportedOperationException("stub"); }
    public boolean isFinished() { throw new UnsupportedOperationException("stub"); }
}
