// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.queue.Wait;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A task with somebody waiting for its end. WAITING → RUNNING → ENDED, or WAITING → GIVEN_UP and then never
/// run, or WAITING → LOST when the loop closes first.
final class PostedTask implements Runnable {
    private static final int WAITING = 0;
    private static final int RUNNING = 1;
    private static final int GIVEN_UP = 2;
    private static final int LOST = 3;

    private final Runnable task;
    private final AtomicInteger state = new AtomicInteger(WAITING);
    private final CountDownLatch end = new CountDownLatch(1);
    /// Written before the latch opens, read after.
    private @Nullable Throwable failure;

    PostedTask(Runnable task) {
        this.task = task;
    }

    @Override
    public void run() {
        if (state.compareAndSet(WAITING, RUNNING)) {
            try {
                task.run();
            } catch (Throwable why) {
                failure = why;
            } finally {
                end.countDown();
            }
        }
    }

    /// The loop closed and will not run it.
    void lose() {
        if (state.compareAndSet(WAITING, LOST)) {
            end.countDown();
        }
    }

    Wait await(long timeoutNanos) {
        try {
            if (!end.await(timeoutNanos, TimeUnit.NANOSECONDS)) {
                state.compareAndSet(WAITING, GIVEN_UP);
                return Wait.TIMED_OUT;
            }
        } catch (InterruptedException interrupted) {
            state.compareAndSet(WAITING, GIVEN_UP);
            Thread.currentThread().interrupt();
            return Wait.INTERRUPTED;
        }
        if (state.get() == LOST) {
            return Wait.CLOSED;
        }
        if (failure != null) {
            throw new CompletionException(failure);
        }
        return Wait.READY;
    }
}
