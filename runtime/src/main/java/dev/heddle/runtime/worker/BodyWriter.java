// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import dev.heddle.runtime.unit.LocalHeap;
import dev.heddle.runtime.unit.Unit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The answer of one exchange, in parts.
///
/// Thread: the worker that handles the exchange, until its handler returns.
/// Limit: the options' parts per exchange; at it an append waits, as long as the options say.
public final class BodyWriter {
    private final Worker<?> worker;
    private final long waitNanos;
    private @Nullable Exchange<?> exchange;
    private boolean ended;

    BodyWriter(Worker<?> worker, long waitNanos) {
        this.worker = worker;
        this.waitNanos = waitNanos;
    }

    void begin(@Nullable Exchange<?> exchange) {
        this.exchange = exchange;
        ended = false;
    }

    /** Whether the handler has said that the answer is complete. */
    boolean isEnded() {
        return ended;
    }

    /// Whether an append would find room, so that it would not wait; for a handler that must give something up
    /// before it waits.
    ///
    /// @return true stays true until this worker's next append
    public boolean hasRoom() {
        return Objects.requireNonNull(current().answer).hasRoom();
    }

    /// Sends a part. Waits for room.
    ///
    /// @param part taken over, whatever the answer
    /// @return GONE and STOPPING: nothing that comes after will be accepted either
    public Append append(Unit part) {
        return append(part, 0);
    }

    /// Sends the last part and ends the exchange, in one hop.
    ///
    /// @param part taken over, whatever the answer
    /// @return as [#append]; not ACCEPTED: the exchange ends as failed
    public Append appendLast(Unit part) {
        Append outcome = append(part, Signals.DONE);
        ended |= outcome == Append.ACCEPTED;
        return outcome;
    }

    /** The answer is complete. A second call does nothing. */
    public void done() {
        Exchange<?> mine = current();
        if (!ended) {
            ended = true;
            worker.signal(mine, Signals.DONE);
        }
    }

    /** This worker's own allocator. Its units may be released anywhere. */
    public LocalHeap heap() {
        return worker.heap();
    }

    private Append append(Unit part, int signal) {
        Objects.requireNonNull(part, "part");
        if (ended || exchange == null) {
            part.release();
            throw new IllegalStateException(
                    "worker " + worker.label() + ": append: wanted an exchange in progress, got "
                            + (exchange == null ? "none" : "one that is done"));
        }
        Exchange<?> mine = exchange;
        Append refusal = refusal(mine);
        if (refusal != null) {
            part.release();
            return refusal;
        }
        if (!Objects.requireNonNull(mine.answer).offer(part)) {
            Append outcome = offerWhenRoom(mine, part);
            if (outcome != Append.ACCEPTED) {
                part.release();
                return outcome;
            }
        }
        worker.signal(mine, signal);
        return Append.ACCEPTED;
    }

    private @Nullable Append refusal(Exchange<?> mine) {
        int signals = mine.signals.now();
        if ((signals & (Signals.GONE | Signals.ABANDONED)) != 0) {
            return worker.isInterrupting() ? Append.STOPPING : Append.GONE;
        }
        return worker.isInterrupting() ? Append.STOPPING : null;
    }

    private Append offerWhenRoom(Exchange<?> mine, Unit part) {
        PartRing into = Objects.requireNonNull(mine.answer);
        long endNanos = System.nanoTime() + waitNanos;
        for (int tries = 0; ; tries++) {
            if (tries < Worker.YIELDS && worker.mayWait()) {
                Thread.yield();
            } else {
                worker.signal(mine, Signals.WRITER_WAITS);
            }
            if (into.offer(part)) {
                return Append.ACCEPTED;
            }
            Append refusal = refusal(mine);
            if (refusal != null) {
                return refusal;
            }
            long left = endNanos - System.nanoTime();
            if (left <= 0 || !worker.mayWait() || Thread.currentThread().isInterrupted()) {
                return Append.TIMED_OUT;
            }
            if (tries >= Worker.YIELDS) {
                worker.park(left);
            }
        }
    }

    private Exchange<?> current() {
        Exchange<?> mine = exchange;
        if (mine == null) {
            throw new IllegalStateException(
                    "worker " + worker.label() + ": body writer: wanted an exchange that is being handled, got none");
        }
        return mine;
    }
}
