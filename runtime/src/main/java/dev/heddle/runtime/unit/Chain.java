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
public final class Chain {
    public static Chain of(Unit unit) { throw new UnsupportedOperationException("stub"); }
    public int lengthBytes() { throw new UnsupportedOperationException("stub"); }
    public MemorySegment prepend(int headerBytes) { throw new UnsupportedOperationException("stub"); }
    public MemorySegment peek(int headerBytes) { throw new UnsupportedOperationException("stub"); }
    public void skip(int headerBytes) { throw new UnsupportedOperationException("stub"); }
    public void truncate(int lengthBytes) { throw new UnsupportedOperationException("stub"); }
    public Chain split(int atBytes) { throw new UnsupportedOperationException("stub"); }
    public Chain join(Chain tail) { throw new UnsupportedOperationException("stub"); }
    public Chain duplicate() { throw new UnsupportedOperationException("stub"); }
    public void forEachSlice(SliceReader reader) { throw new UnsupportedOperationException("stub"); }
    public void release() { throw new UnsupportedOperationException("stub"); }
}
