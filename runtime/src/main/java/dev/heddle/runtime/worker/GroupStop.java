// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// How a [WorkerGroup] comes to its end.
///
/// ```
/// RUNNING ── stop ──▶ DRAINING ── nearly out of time ──▶ INTERRUPTING ──▶ the report
///                         └── all have ended ───────────────────────────▶ the report
/// ```
///
/// Thread: any.
// Every wait here has an end: a quarter of the time, at most a second, is kept back for the interrupted.
final class GroupStop<Q> {
    private static final int RUNNING = 0;
    private static final int DRAINING = 1;
    private static final int INTERRUPTING = 2;
    private static final long MAX_GRACE_NANOS = 1_000_000_000;
    private static final int STACK_FRAMES = 24;

    private final WorkerGroup<Q> group;
    private final List<Worker<Q>> workers;
    private final AtomicInteger phase = new AtomicInteger(RUNNING);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch noneOpen = new CountDownLatch(1);
    private final CountDownLatch reported = new CountDownLatch(1);
    private volatile @Nullable StopReport report;
    private boolean interrupted;

    GroupStop(WorkerGroup<Q> group, List<Worker<Q>> workers) {
        this.group = group;
        this.workers = workers;
    }

    boolean isRunning() {
        return phase.get() == RUNNING;
    }

    boolean isInterrupting() {
        return phase.getAcquire() == INTERRUPTING;
    }

    /** Waits for the time given, or until a stop begins. */
    void awaitBegun(long nanos) {
        try {
            if (begun.await(nanos, TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            // a stop: the worker will find its inbox closed
        }
    }

    /** The last accepted exchange of a shared queue has ended. */
    void onNoneOpen() {
        if (phase.get() != RUNNING) {
            noneOpen.countDown();
        }
    }

    StopReport stop(long timeoutNanos) {
        long endNanos = System.nanoTime() + Math.max(0, timeoutNanos);
        if (!phase.compareAndSet(RUNNING, DRAINING)) {
            await(reported, endNanos);
            StopReport first = report;
            return first != null ? first : new StopReport(0, 0, survivors());
        }
        begun.countDown();
        long handledBefore = handled();
        long refusedBefore = group.refused.sum();
        long grace = Math.min(Math.max(0, timeoutNanos) / 4, MAX_GRACE_NANOS);
        drain(endNanos - grace);
        if (!join(endNanos - grace)) {
            interrupt();
            join(endNanos);
        }
        var made = new StopReport(
                Math.toIntExact(handled() - handledBefore),
                Math.toIntExact(group.refused.sum() - refusedBefore),
                seizeSurvivors());
        report = made;
        reported.countDown();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return made;
    }

    private void drain(long endNanos) {
        if (group.options.shared) {
            if (group.open() > 0 && hasThreads()) {
                await(noneOpen, endNanos);
            }
            group.shared().close(); // before the steps: what is offered from now on is refused, not stranded
            stepAll();
        } else {
            for (Worker<Q> worker : workers) {
                if (worker.inbox != null) {
                    worker.inbox.close();
                }
            }
            stepAll();
        }
    }

    private boolean hasThreads() {
        return workers.getFirst().thread != null;
    }

    /** Workers without threads are run here; their waits are none, so each step ends if its handler does. */
    private void stepAll() {
        if (!hasThreads()) {
            for (Worker<Q> worker : workers) {
                worker.owner().take();
                while (worker.step() > 0) {
                    // the next one
                }
                worker.end();
            }
        }
    }

    private void interrupt() {
        phase.set(INTERRUPTING);
        if (group.options.shared) {
            group.shared().close();
        }
        for (Worker<Q> worker : workers) {
            Thread thread = worker.thread;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** True: all threads have ended. */
    private boolean join(long endNanos) {
        for (Worker<Q> worker : workers) {
            for (Thread thread = worker.thread; thread != null && thread.isAlive(); ) {
                long left = endNanos - System.nanoTime();
                if (left <= 0 || interrupted || !join(thread, left)) {
                    return false;
                }
                thread = worker.thread; // one that died has set its successor before it ended
            }
        }
        return true;
    }

    private boolean join(Thread thread, long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        return !thread.isAlive();
    }

    private List<String> seizeSurvivors() {
        for (Worker<Q> worker : workers) {
            Thread thread = worker.thread;
            if (thread != null && thread.isAlive() && isInterrupting()) {
                worker.seize();
            }
        }
        if (group.options.shared && isInterrupting()) {
            for (var left = group.shared().poll();
                    left != null;
                    left = group.shared().poll()) {
                group.refuse(left);
            }
        }
        return survivors();
    }

    private List<String> survivors() {
        List<String> alive = new ArrayList<>();
        for (Worker<Q> worker : workers) {
            Thread thread = worker.thread;
            if (thread != null && thread.isAlive()) {
                alive.add(describe(thread));
            }
        }
        return alive;
    }

    private static String describe(Thread thread) {
        var text = new StringBuilder(thread.getName()).append(' ').append(thread.getState());
        var stack = thread.getStackTrace();
        for (int i = 0; i < Math.min(stack.length, STACK_FRAMES); i++) {
            text.append("\n  at ").append(stack[i]);
        }
        return text.toString();
    }

    private long handled() {
        long sum = 0;
        for (Worker<Q> worker : workers) {
            sum += worker.handled();
        }
        return sum;
    }

    private void await(CountDownLatch latch, long endNanos) {
        try {
            latch.await(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
    }
}
