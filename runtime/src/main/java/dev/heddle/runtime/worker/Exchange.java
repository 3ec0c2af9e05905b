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
public final class Exchange<Q> {
    public static <Q> Exchange<Q> of(long sessionKey, Q request, ExchangeListener<Q> listener) { throw new UnsupportedOperationException("stub"); }
    public Q request() { throw new UnsupportedOperationException("stub"); }
    public @CheckReturnValue Offer offerPart(Unit part) { throw new UnsupportedOperationException("stub"); }
    public void endOfParts() { throw new UnsupportedOperationException("stub"); }
    public void resume() { throw new UnsupportedOperationException("stub"); }
    public void gone() { throw new UnsupportedOperationException("stub"); }
    public Exchange<Q> reset(long sessionKey, Q request) { throw new UnsupportedOperationException("stub"); }
}
