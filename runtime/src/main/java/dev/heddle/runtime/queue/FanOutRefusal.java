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
public interface FanOutRefusal {
    void onRefused(Sender<Unit> member, Offer why);
}
