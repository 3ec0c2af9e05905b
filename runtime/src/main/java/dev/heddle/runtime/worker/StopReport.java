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
public record StopReport(int finished, int refused, List<String> survivors) {
}
