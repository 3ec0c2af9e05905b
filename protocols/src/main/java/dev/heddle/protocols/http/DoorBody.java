// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.heddle.runtime.unit.NonBlocking;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A request's body on its way from the loop to the one thread that reads it through the exchange's door.
///
/// Thread: the listener's calls the loop, [#read] the other one. Limit: `limitBytes` read ahead, then the
/// client is held back. A short part is copied, so that it does not hold a unit for a few bytes.
final class DoorBody implements BodyListener {
    private static final int COPIED_BYTES = 2048;
    private static final int PART_BYTES = 64;

    private final ExchangeDoor door;
    private final int limitBytes;
    private final ConcurrentLinkedQueue<Part> parts = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean paused = new AtomicBoolean();
    private volatile boolean ended;
    private volatile boolean abandoned;
    private volatile @Nullable BodyFailure failure;

    // The reader's.
    private boolean begun;
    private @Nullable Part current;
    private int at;

    /// Bytes of a unit that is ours, or a copy.
    private record Part(@Nullable Unit unit, byte @Nullable [] copy, int from, int length) {
        void release() {
            if (unit != null) {
                unit.release();
            }
        }
    }

    DoorBody(ExchangeDoor door, int limitBytes) {
        this.door = door;
        this.limitBytes = limitBytes;
    }

    // ---- the loop

    @Override
    public boolean onPart(HttpExchange exchange, Unit unit, int fromBytes, int lengthBytes) {
        if (abandoned) {
            unit.release();
            return true;
        }
        if (lengthBytes < COPIED_BYTES) {
            var copy = new byte[lengthBytes];
            MemorySegment.copy(unit.payload(), JAVA_BYTE, fromBytes, copy, 0, lengthBytes);
            unit.release();
            parts.add(new Part(null, copy, 0, lengthBytes));
        } else {
            parts.add(new Part(unit, null, fromBytes, lengthBytes));
        }
        boolean full = waitingBytes.addAndGet(lengthBytes + PART_BYTES) >= limitBytes;
        if (full) {
            paused.set(true);
            // It may have read on between the two: then nobody else would ask for more.
            full = waitingBytes.get() >= limitBytes / 2 || !paused.getAndSet(false);
        }
        if (abandoned) {
            drain();
        }
        door.wakeWaiter();
        return !full;
    }

    private void drain() {
        for (var part = parts.poll(); part != null; part = parts.poll()) {
            part.release();
        }
    }

    @Override
    public void onEnd(HttpExchange exchange) {
        ended = true;
        door.wakeWaiter();
    }

    @Override
    public void onFailed(HttpExchange exchange, BodyFailure why) {
        failure = why;
        ended = true;
        door.wakeWaiter();
    }

    /// The exchange is over.
    void lost() {
        if (!ended) {
            failure = BodyFailure.GONE;
            ended = true;
        }
        abandoned = true;
        drain();
    }

    // ---- the reader

    int read(byte[] into, int to, int most, long timeoutNanos) {
        if (!begun) {
            begun = true;
            door.beginReading();
        }
        var part = next();
        if (part == null && timeoutNanos > 0) {
            NonBlocking.check("exchange door: read");
            door.await(timeoutNanos, () -> ended || !parts.isEmpty());
            part = next();
        }
        if (part == null) {
            return nothing();
        }
        int length = Math.min(most, part.length - at);
        if (part.unit != null) {
            MemorySegment.copy(part.unit.payload(), JAVA_BYTE, (long) part.from + at, into, to, length);
        } else if (part.copy != null) {
            System.arraycopy(part.copy, at, into, to, length);
        }
        at += length;
        if (at == part.length) {
            current = null;
            part.release();
            taken(part.length + PART_BYTES);
        }
        return length;
    }

    private @Nullable Part next() {
        if (current == null) {
            current = parts.poll();
            at = 0;
        }
        return current;
    }

    private int nothing() {
        if (!ended || !parts.isEmpty()) {
            return 0;
        }
        return failure == null ? ExchangeDoor.END : ExchangeDoor.FAILED;
    }

    private void taken(int bytes) {
        if (waitingBytes.addAndGet(-bytes) < limitBytes / 2 && paused.getAndSet(false)) {
            door.resumeReading();
        }
    }

    /// Nothing will be read any more.
    void close() {
        abandoned = true;
        var part = current;
        current = null;
        if (part != null) {
            part.release();
        }
        drain();
    }

    @Nullable
    BodyFailure failure() {
        return failure;
    }
}
