// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.annotation.*;
import java.lang.foreign.*;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import org.jspecify.annotations.*;

/** Stub. */
@SuppressWarnings("all")
public final class HeapOptions {
    public static HeapOptions of(String label, int unitBytes, int firstChunkUnits, int maxUnits) { throw new UnsupportedOperationException("stub"); }
    public HeapOptions doubling() { throw new UnsupportedOperationException("stub"); }
    public HeapOptions shrinkAfter(Duration idle) { throw new UnsupportedOperationException("stub"); }
    public HeapOptions headroomBytes(int headroomBytes) { throw new UnsupportedOperationException("stub"); }
    public HeapOptions checked(boolean on) { throw new UnsupportedOperationException("stub"); }
}
