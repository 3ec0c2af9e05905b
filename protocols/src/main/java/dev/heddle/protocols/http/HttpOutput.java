// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.heddle.runtime.unit.LocalHeap;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The unit that all connections of a loop write their answers into, one behind the other, so that a small
/// answer costs no unit of its own. Thread: the loop.
///
/// Whoever writes becomes its owner; what the owner before has written is pushed first. What is pushed is never
/// written again: only the bytes behind it are. Lifetime: the unit goes when less than [#TAIL_BYTES] are left.
final class HttpOutput {
    private static final int TAIL_BYTES = 256;

    private final LocalHeap heap;
    private @Nullable Unit unit;
    private MemorySegment payload = MemorySegment.NULL;
    private int capacity;
    private int at;
    private int start;
    private @Nullable HttpConnection owner;

    HttpOutput(LocalHeap heap) {
        this.heap = heap;
    }

    /// Makes room for so many bytes in one piece, at most a unit. False: the heap has no unit now.
    boolean reserve(HttpConnection writer, int bytes) {
        if (owner != writer) {
            push();
            owner = writer;
        }
        if (unit == null || capacity - at < bytes) {
            return next();
        }
        return true;
    }

    private boolean next() {
        drop();
        var fresh = heap.tryAllocate();
        if (fresh == null) {
            return false;
        }
        unit = fresh;
        payload = fresh.payload();
        capacity = fresh.capacityBytes();
        at = 0;
        start = 0;
        return true;
    }

    /// How many bytes fit without another unit.
    int left() {
        return capacity - at;
    }

    void put(byte[] bytes) {
        MemorySegment.copy(bytes, 0, payload, JAVA_BYTE, at, bytes.length);
        at += bytes.length;
    }

    void put(MemorySegment from, long fromBytes, int lengthBytes) {
        MemorySegment.copy(from, fromBytes, payload, at, lengthBytes);
        at += lengthBytes;
    }

    void put(byte[] from, int fromBytes, int lengthBytes) {
        MemorySegment.copy(from, fromBytes, payload, JAVA_BYTE, at, lengthBytes);
        at += lengthBytes;
    }

    /// A number in decimal digits.
    void putDecimal(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            payload.set(JAVA_BYTE, i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        at += digits;
    }

    /// A number in hexadecimal digits.
    void putHex(int number) {
        int digits = Math.max(1, (35 - Integer.numberOfLeadingZeros(number)) / 4);
        for (int i = digits - 1; i >= 0; i--) {
            int digit = number >>> (4 * i) & 15;
            payload.set(JAVA_BYTE, at++, (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10));
        }
    }

    /// Hands down what the owner has written.
    void push() {
        pushAndGoOn();
        owner = null;
        if (capacity - at < TAIL_BYTES) {
            drop();
        }
    }

    /// Hands down what the owner has written, and lets it go on in the same unit.
    void pushAndGoOn() {
        var writer = owner;
        var written = unit;
        if (writer != null && written != null && at > start) {
            int from = start;
            start = at;
            writer.pushDown(written.retain(), from, at - from);
        }
    }

    /// Forgets what a lost connection has written and not pushed.
    void forget(HttpConnection lost) {
        if (owner == lost) {
            start = at;
            owner = null;
        }
    }

    private void drop() {
        var used = unit;
        if (used == null) {
            return;
        }
        var writer = owner;
        if (writer != null && at > start) {
            writer.pushDown(used, start, at - start);
        } else {
            used.release();
        }
        unit = null;
        at = 0;
        start = 0;
        capacity = 0;
    }

    void close() {
        owner = null;
        drop();
    }
}
