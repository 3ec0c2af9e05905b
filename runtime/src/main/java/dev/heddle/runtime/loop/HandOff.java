// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Offer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.function.Consumer;

/// The hand-off phase: what other threads, and the loop itself, have left for this turn.
///
/// In this order: what the loop put off to this pass, wakes, posted tasks, then the message queues in turn,
/// each in slices, so that none can starve another. Bounded in items and in time; what is left keeps the loop
/// from waiting.
final class HandOff {
    private static final int TASK_SLICE = 32;
    private static final VarHandle ASYNC_PENDING;

    static {
        try {
            ASYNC_PENDING = MethodHandles.lookup().findVarHandle(HandOff.class, "asyncPending", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final String loop;
    private final LoopOptions options;
    private final Callbacks callbacks;
    private final LoopMeter meter;
    private final Sleep sleep;
    private final MpscQueue<Runnable> tasks;
    private final Consumer<Runnable> runTask;
    private final ArrayDeque<Runnable> soon = new ArrayDeque<>();
    private final ArrayList<MessageQueue<?>> queues = new ArrayList<>();
    private final WatcherList<AsyncWatcher> asyncs = new WatcherList<>();
    private int firstQueue;
    private int wakesAnswered;
    /// When this phase left something over, or 0.
    private long leftOverSince;

    private boolean busyLastTurn;

    /** Queues that say that messages are on their way. */
    private int expecting;

    /** This turn's messages from queues that say so whenever there are some. */
    private int announced;

    @SuppressWarnings("unused") // through ASYNC_PENDING
    private int asyncPending;

    HandOff(String loop, LoopOptions options, Callbacks callbacks, LoopMeter meter, Sleep sleep) {
        this.loop = loop;
        this.options = options;
        this.callbacks = callbacks;
        this.meter = meter;
        this.sleep = sleep;
        tasks = MpscQueue.open(loop + " tasks", options.taskCapacity(), HandOff::lose);
        runTask = task -> callbacks.run("task", "task", task);
    }

    private static void lose(Runnable task) {
        if (task instanceof PostedTask posted) {
            posted.lose();
        }
    }

    WatcherList<AsyncWatcher> asyncs() {
        return asyncs;
    }

    /// Any thread.
    Offer post(Runnable task) {
        Offer outcome = tasks.offer(task);
        if (outcome == Offer.ACCEPTED) {
            sleep.signal();
        }
        return outcome;
    }

    /// Any thread: some async watcher was woken.
    void asyncPending() {
        ASYNC_PENDING.setVolatile(this, 1);
        sleep.signal();
    }

    /// The loop: runs in the next hand-off pass.
    void soon(Runnable task) {
        if (soon.size() >= options.soonLimit()) {
            throw new IllegalStateException(
                    loop + ": wanted at most " + options.soonLimit() + " callbacks put off to the next pass");
        }
        soon.add(task);
        callbacks.trace(TracePoint.ATTACH, "soon", "soon");
    }

    void add(MessageQueue<?> queue) {
        queues.add(queue);
    }

    void remove(MessageQueue<?> queue) {
        queues.remove(queue);
    }

    boolean hasWork() {
        if (!soon.isEmpty() || tasks.size() > 0 || (int) ASYNC_PENDING.getVolatile(this) != 0) {
            return true;
        }
        for (int i = 0; i < queues.size(); i++) {
            if (queues.get(i).hasWork()) {
                return true;
            }
        }
        return false;
    }

    /// Whether a queue says that messages are on their way, or the last turn handed something over that no queue
    /// had said anything of. Then the next one is probably near, and some yields are cheaper than a sleep and a
    /// wake-up.
    boolean isNextNear() {
        return busyLastTurn || expecting > 0;
    }

    boolean isExpecting() {
        return expecting > 0;
    }

    /** One queue more, or one fewer, whose messages are on their way. */
    void expect(boolean more) {
        expecting += more ? 1 : -1;
    }

    int queued() {
        int sum = tasks.size() + soon.size();
        for (int i = 0; i < queues.size(); i++) {
            sum += queues.get(i).size();
        }
        return sum;
    }

    /// Runs the phase; `now` is this turn's time.
    int run(TimeSource time, long now) {
        int done = runSoon();
        int fromOthers = wakes();
        announced = 0;
        if (leftOverSince != 0) {
            meter.max(LoopMeter.OLDEST_MESSAGE, now - leftOverSince);
        }
        long deadline = now + options.handOffNanos();
        fromOthers += tasks(time, deadline);
        fromOthers += queues(time, deadline);
        meter.add(LoopMeter.HANDED_OVER, fromOthers);
        busyLastTurn = fromOthers > announced;
        boolean left = hasWork();
        leftOverSince = !left ? 0 : leftOverSince != 0 ? leftOverSince : now;
        return done + fromOthers;
    }

    private int runSoon() {
        int count = soon.size();
        for (int i = 0; i < count; i++) {
            callbacks.run("soon", "soon", soon.remove());
            callbacks.trace(TracePoint.DETACH, "soon", "soon");
        }
        return count;
    }

    private int wakes() {
        if ((int) ASYNC_PENDING.getVolatile(this) == 0) {
            return 0;
        }
        // Cleared before the watchers are looked at, so a wake that comes now makes another pass.
        ASYNC_PENDING.setVolatile(this, 0);
        wakesAnswered = 0;
        asyncs.forEach(watcher -> wakesAnswered += watcher.runIfPending() ? 1 : 0);
        return wakesAnswered;
    }

    private int tasks(TimeSource time, long deadline) {
        int left = Math.min(options.tasksPerTurn(), tasks.size());
        int done = 0;
        long before = time.nanoTime();
        while (left > 0) {
            int ran = tasks.drain(runTask, Math.min(left, TASK_SLICE));
            if (ran == 0) {
                break;
            }
            done += ran;
            left -= ran;
            long after = time.nanoTime();
            meter.max(LoopMeter.LONGEST_TASK, after - before);
            before = after;
            if (after - deadline >= 0) {
                break;
            }
        }
        return done;
    }

    private int queues(TimeSource time, long deadline) {
        int done = 0;
        int count = queues.size();
        if (count == 0) {
            return 0;
        }
        firstQueue = firstQueue + 1 >= count ? 0 : firstQueue + 1;
        for (int i = 0; i < count && i < queues.size(); i++) {
            var queue = queues.get((firstQueue + i) % queues.size());
            if (queue.hasWork()) {
                int drained = drain(queue, time, deadline);
                announced += queue.isAnnouncing() ? drained : 0;
                done += drained;
            }
        }
        return done;
    }

    private int drain(MessageQueue<?> queue, TimeSource time, long deadline) {
        int done = 0;
        long before = time.nanoTime();
        while (done < queue.budget()) {
            int delivered = queue.drainSlice(queue.budget() - done);
            done += delivered;
            long after = time.nanoTime();
            meter.max(LoopMeter.LONGEST_TASK, after - before);
            before = after;
            if (delivered == 0 || after - deadline >= 0) {
                break;
            }
        }
        return done;
    }

    /// Refuses what comes from now on; queues dispose of what they hold, posted tasks are dropped.
    void close() {
        while (!queues.isEmpty()) {
            queues.getLast().close();
        }
        tasks.closeNow();
        soon.clear();
    }
}
