// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import dev.heddle.runtime.unit.Unit;
import java.util.Objects;
import java.util.function.Consumer;

/// One reader's place in a [BroadcastRing].
///
/// Thread: one. Reading lends: a unit is the ring's and stays valid during the handler's call; who keeps it
/// retains it.
public final class BroadcastReader implements AutoCloseable {
    private final BroadcastRing ring;
    private final int cursor;
    private long next;
    private boolean finished;
    private boolean closed;
    private boolean reading;

    BroadcastReader(BroadcastRing ring, int cursor) {
        this.ring = ring;
        this.cursor = cursor;
    }

    /// Reads what is there, oldest first. An exception of the handler ends the call and is passed on; the unit
    /// that it was reading counts as read. A handler must not read from the same reader.
    ///
    /// @param reader is lent each unit for its call; retains what it keeps
    /// @param limit the most units to read
    /// @return how many were read
    public int read(Consumer<? super Unit> reader, int limit) {
        Objects.requireNonNull(reader, "reader");
        if (finished) {
            return 0;
        }
        long tail = ring.tail();
        long from = next;
        long to = from + Math.min(BroadcastRing.index(tail) - from, Math.max(0, limit));
        reading = true;
        try {
            while (next < to && !closed) {
                Unit unit = ring.at(next);
                next++;
                reader.accept(unit);
            }
        } finally {
            reading = false;
            if (closed) {
                depart();
            } else if (next != from) {
                ring.publishCursor(cursor, next);
            }
            if (BroadcastRing.isEnd(tail) && next == BroadcastRing.index(tail)) {
                finish();
            }
        }
        return (int) (next - from);
    }

    /// Waits until there is something to read.
    ///
    /// @param timeoutNanos the longest wait; zero or less does not wait
    /// @return READY: read will find a unit; CLOSED: finished; TIMED_OUT or INTERRUPTED
    /// @throws IllegalStateException if the thread must not block and the call would have to
    public Wait await(long timeoutNanos) {
        Wait now = look();
        return now != Wait.TIMED_OUT || timeoutNanos <= 0 ? now : ring.sleep(this, timeoutNanos);
    }

    Wait look() {
        if (finished) {
            return Wait.CLOSED;
        }
        long tail = ring.tail();
        if (next < BroadcastRing.index(tail)) {
            return Wait.READY;
        }
        if (BroadcastRing.isEnd(tail)) {
            finish();
            return Wait.CLOSED;
        }
        return Wait.TIMED_OUT;
    }

    /// Whether the ring is closed and all of it has been read, or this reader is closed. Never turns false
    /// again.
    public boolean isFinished() {
        return look() == Wait.CLOSED;
    }

    /// Leaves: this reader reads nothing more and no longer holds the producer back. Again: nothing happens.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (!reading) {
                depart();
            }
        }
    }

    /// Not inside a handler: the unit that it is lent must stay the ring's until it returns.
    private void depart() {
        ring.publishCursor(cursor, Long.MAX_VALUE);
        finish();
    }

    private void finish() {
        if (!finished) {
            finished = true;
            ring.leave();
        }
    }
}
