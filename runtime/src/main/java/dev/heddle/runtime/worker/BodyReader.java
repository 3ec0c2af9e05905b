// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import dev.heddle.runtime.unit.Unit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The parts of the request's body, as they come from the loop.
///
/// Thread: the worker that handles the exchange, until its handler returns.
public final class BodyReader {
    private final Worker<?> worker;
    private @Nullable Exchange<?> exchange;
    private boolean finished;

    BodyReader(Worker<?> worker) {
        this.worker = worker;
    }

    void begin(@Nullable Exchange<?> exchange) {
        this.exchange = exchange;
        finished = false;
    }

    /** The exchange has ended, and may be somebody else's. */
    void finish() {
        finished = true;
    }

    /// Waits for the next part.
    ///
    /// @param timeoutNanos how long at most; zero or less: not at all. A stepped worker never waits
    /// @return yours; null: finished (ask [#isFinished]), or not in time, or interrupted (the flag stays set)
    public @Nullable Unit awaitPart(long timeoutNanos) {
        Exchange<?> mine = current();
        if (finished) {
            return null;
        }
        Unit part = poll(mine);
        if (part != null || timeoutNanos <= 0 || !worker.mayWait() || isFinished()) {
            return part;
        }
        long endNanos = System.nanoTime() + timeoutNanos;
        for (int tries = 0; ; tries++) {
            if (tries < Worker.YIELDS) {
                Thread.yield();
            } else {
                mine.signals.add(Signals.READER_WAITS);
            }
            part = poll(mine);
            long left = endNanos - System.nanoTime();
            if (part != null
                    || left <= 0
                    || isFinished()
                    || Thread.currentThread().isInterrupted()) {
                mine.signals.remove(Signals.READER_WAITS);
                return part == null ? poll(mine) : part;
            }
            if (tries >= Worker.YIELDS) {
                worker.park(left);
            }
        }
    }

    /** Whether no part will come any more: all were read, or the client has left, or the group is stopping. */
    public boolean isFinished() {
        Exchange<?> mine = current();
        if (finished) {
            return true;
        }
        int signals = mine.signals.now();
        if ((signals & Signals.GONE) != 0 || worker.isInterrupting()) {
            return true;
        }
        return (signals & Signals.END_OF_PARTS) != 0
                && Objects.requireNonNull(mine.body).isEmpty();
    }

    /** Whether the body was cut: no part will come any more, and the last one has not come. */
    public boolean isCut() {
        Exchange<?> mine = current();
        return !finished && isFinished() && !mine.signals.has(Signals.END_OF_PARTS);
    }

    private @Nullable Unit poll(Exchange<?> mine) {
        if (mine.signals.has(Signals.ABANDONED)) {
            return null;
        }
        Unit part = Objects.requireNonNull(mine.body).poll();
        if (part != null && (mine.signals.add(0) & Signals.ROOM_WANTED) != 0) {
            mine.signals.remove(Signals.ROOM_WANTED);
            worker.signal(mine, Signals.ROOM);
        }
        return part;
    }

    private Exchange<?> current() {
        Exchange<?> mine = exchange;
        if (mine == null) {
            throw new IllegalStateException(
                    "worker " + worker.label() + ": body reader: wanted an exchange that is being handled, got none");
        }
        return mine;
    }
}
