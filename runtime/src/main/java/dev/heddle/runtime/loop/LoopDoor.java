// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Wait;
import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import dev.heddle.runtime.unit.CheckReturnValue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// The way to a loop from everywhere else.
///
/// Any thread. Tasks of one thread run in the order in which it posted them, in the hand-off phase, a bounded
/// number per turn. Nothing blocks except [#postAndWait].
public final class LoopDoor implements Executor, StatusSource {
    private final Loop loop;

    LoopDoor(Loop loop) {
        this.loop = loop;
    }

    /// Runs `task` on the loop; throws `RejectedExecutionException` when the loop is full of tasks or closed.
    @Override
    public void execute(Runnable task) {
        Offer outcome = post(task);
        if (outcome != Offer.ACCEPTED) {
            throw new RejectedExecutionException(loop.label() + ": a task was refused, " + outcome + " at a limit of "
                    + loop.options().taskCapacity());
        }
    }

    /// The same with an outcome: `FULL` or `CLOSED`, and the task is still the caller's.
    /// A task accepted by a loop that closes before its turn is dropped.
    @CheckReturnValue
    public Offer post(Runnable task) {
        return loop.handOff().post(task);
    }

    /// Runs `task` on the loop and waits for its end, at most `timeoutNanos`.
    ///
    /// `READY`: it ran; `TIMED_OUT`: it has not begun and never will, or is running longer than the caller
    /// would wait; `CLOSED`: the loop is full or closed, or closed before the task's turn; `INTERRUPTED`: as
    /// timed out, with the flag set again. What the task throws is thrown here, inside a `CompletionException`.
    /// Throws on a loop's thread.
    @CheckReturnValue
    public Wait postAndWait(Runnable task, long timeoutNanos) {
        refuseToWait("postAndWait");
        var posted = new PostedTask(task);
        if (post(posted) != Offer.ACCEPTED) {
            return Wait.CLOSED;
        }
        return posted.await(timeoutNanos);
    }

    /// Ends the turn that is running and makes [Loop#run()] return; a loop that does not run yet will return
    /// at once.
    public void stop() {
        loop.requestStop();
    }

    /// Whether the caller is on this loop.
    public boolean isLoopThread() {
        return loop.owner().isHeld();
    }

    /// Turns, wake-ups, budgets met: what the loop has done so far.
    public LoopStats stats() {
        return loop.stats();
    }

    /// The loop's label.
    @Override
    public String label() {
        return loop.label();
    }

    @Override
    public String statusSection() {
        return StatusSource.LOOPS;
    }

    @Override
    public void status(StatusRow row) {
        stats().describe(row);
    }

    void refuseToWait(String what) {
        if (isLoopThread() || LoopThread.isCurrent()) {
            throw new IllegalStateException(what + ": a loop's thread must not wait, was called on "
                    + Thread.currentThread().getName());
        }
    }
}
