// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A loop on a thread of its own, from its set-up to its clean-up.
///
/// Any thread. Lifetime: [#start] returns when the set-up has run; [#close()] stops the loop and joins the
/// thread.
public final class LoopThread implements AutoCloseable {
    private final String label;
    private final LoopOptions options;
    private final Consumer<Loop> setUp;
    private final Thread thread;
    private final CountDownLatch ready = new CountDownLatch(1);
    /// Both written before the latch opens.
    private @Nullable LoopDoor door;

    private @Nullable Throwable failure;

    private LoopThread(String label, LoopOptions options, Consumer<Loop> setUp) {
        this.label = label;
        this.options = options;
        this.setUp = setUp;
        thread = new OwnThread(this::work, label);
    }

    /// Starts the thread, opens the loop on it, runs `setUp` there and returns; then the loop runs. What
    /// opening or the set-up throws is thrown here inside an `IllegalStateException`, and the thread has ended.
    public static LoopThread start(String label, LoopOptions options, Consumer<Loop> setUp) {
        var started = new LoopThread(label, options, setUp);
        started.thread.start();
        started.awaitReady();
        return started;
    }

    private void awaitReady() {
        boolean interrupted = false;
        while (true) {
            try {
                ready.await();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (door == null) {
            throw new IllegalStateException(label + ": the loop could not be set up", failure);
        }
    }

    private void work() {
        try (var loop = Loop.open(label, options)) {
            setUp.accept(loop);
            door = loop.door();
            ready.countDown();
            loop.run();
        } catch (Throwable why) {
            failure = why;
            if (ready.getCount() == 0) {
                options.onUncaught().accept(label, why);
            }
        } finally {
            ready.countDown();
        }
    }

    /// The way into the loop.
    public LoopDoor door() {
        var open = door;
        assert open != null : label + " was never set up";
        return open;
    }

    /// Waits for the thread's end; false: still running, or interrupted (flag set). Throws on a loop's thread.
    public boolean join(long timeoutNanos) {
        door().refuseToWait(label + " join");
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, timeoutNanos));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    /// Stops the loop and joins it; throws `IllegalStateException` with its stack if it has not ended by the
    /// deadline. On a loop's own thread it only stops.
    @Override
    public void close() {
        door().stop();
        if (isCurrent()) {
            return;
        }
        if (!join(options.stopDeadline().toNanos()) && !Thread.currentThread().isInterrupted()) {
            var late = new IllegalStateException(
                    label + ": the loop did not end within " + options.stopDeadline() + "; it is here");
            late.setStackTrace(thread.getStackTrace());
            throw late;
        }
    }

    /// Whether the caller is a thread started here, which must never wait.
    static boolean isCurrent() {
        return Thread.currentThread() instanceof OwnThread;
    }

    private static final class OwnThread extends Thread {
        OwnThread(Runnable work, String label) {
            super(null, work, label, 0, false);
        }
    }
}
