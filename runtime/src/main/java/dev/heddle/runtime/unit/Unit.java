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
public final class Unit {
    public Unit retain() { throw new UnsupportedOperationException("stub"); }
    public Unit retain(int holders) { throw new UnsupportedOperationException("stub"); }
    public void release() { throw new UnsupportedOperationException("stub"); }
    public int capacityBytes() { throw new UnsupportedOperationException("stub"); }
    public int lengthBytes() { throw new UnsupportedOperationException("stub"); }
    public void lengthBytes(int lengthBytes) { throw new UnsupportedOperationException("stub"); }
    public MemorySegment payload() { throw new UnsupportedOperationException("stub"); }
    public ByteBuffer toByteBuffer() { throw new UnsupportedOperationException("stub"); }
    public int getInt(int atBytes) { throw new UnsupportedOperationException("stub"); }
    public void putInt(int atBytes, int value) { throw new UnsupportedOperationException("stub"); }
    public int putUtf8(int atBytes, CharSequence text) { throw new UnsupportedOperationException("stub"); }
}
