// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.poll.ScriptedNetwork;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a loop works. Immutable: every method answers a changed copy. Any thread.
public final class LoopOptions {
    private static final System.Logger LOG = System.getLogger(Loop.class.getName());

    private Backend backend = Backend.AUTO;
    private TimeSource time = TimeSource.system();
    private @Nullable ScriptedNetwork network;
    private long slowTurnNanos = 1_000_000_000L;
    private Consumer<SlowTurn> onSlowTurn = LoopOptions::logSlowTurn;
    private BiConsumer<String, Throwable> onUncaught = LoopOptions::logUncaught;
    private @Nullable LoopTrace trace;
    private int taskCapacity = 16_384;
    private int ioPerTurn = 512;
    private int timersPerTurn = 1024;
    private int tasksPerTurn = 1024;
    private long handOffNanos = 10_000_000L;
    private int looks = 4;
    private int looksFrom = 16;
    private Duration stopDeadline = Duration.ofSeconds(10);
    private long heartbeatNanos = 1_000_000_000L;

    private LoopOptions() {}

    private LoopOptions(LoopOptions other) {
        backend = other.backend;
        time = other.time;
        network = other.network;
        slowTurnNanos = other.slowTurnNanos;
        onSlowTurn = other.onSlowTurn;
        onUncaught = other.onUncaught;
        trace = other.trace;
        taskCapacity = other.taskCapacity;
        ioPerTurn = other.ioPerTurn;
        timersPerTurn = other.timersPerTurn;
        tasksPerTurn = other.tasksPerTurn;
        handOffNanos = other.handOffNanos;
        looks = other.looks;
        looksFrom = other.looksFrom;
        stopDeadline = other.stopDeadline;
        heartbeatNanos = other.heartbeatNanos;
    }

    /// The backend that the machine offers, the machine's clock; slow turns (from 1 s) and uncaught
    /// exceptions are logged.
    public static LoopOptions defaults() {
        return new LoopOptions();
    }

    /// How the loop waits for its sockets.
    public LoopOptions backend(Backend backend) {
        var changed = new LoopOptions(this);
        changed.backend = Objects.requireNonNull(backend, "backend");
        return changed;
    }

    /// Where the loop takes its time from.
    public LoopOptions time(TimeSource time) {
        var changed = new LoopOptions(this);
        changed.time = Objects.requireNonNull(time, "time");
        return changed;
    }

    /// The in-memory network of [Backend#SCRIPTED], which this selects.
    public LoopOptions network(ScriptedNetwork network) {
        var changed = backend(Backend.SCRIPTED);
        changed.network = Objects.requireNonNull(network, "network");
        return changed;
    }

    /// Reports turns that take `limit` or longer, on a thread of its own while the turn is still running, and
    /// again each time its length has doubled; a slow turn that ended unseen is reported on the loop.
    public LoopOptions slowTurn(Duration limit, Consumer<SlowTurn> report) {
        var changed = new LoopOptions(this);
        changed.slowTurnNanos = limit.toNanos();
        changed.onSlowTurn = Objects.requireNonNull(report, "report");
        return changed;
    }

    /// Where exceptions of callbacks go, with the watcher's label, on the loop; the loop goes on.
    public LoopOptions onUncaught(BiConsumer<String, Throwable> report) {
        var changed = new LoopOptions(this);
        changed.onUncaught = Objects.requireNonNull(report, "report");
        return changed;
    }

    /// Sees every event of the loop.
    public LoopOptions trace(LoopTrace trace) {
        var changed = new LoopOptions(this);
        changed.trace = Objects.requireNonNull(trace, "trace");
        return changed;
    }

    /// How many posted tasks may wait; at it, a post answers `FULL`.
    public LoopOptions taskCapacity(int tasks) {
        var changed = new LoopOptions(this);
        changed.taskCapacity = atLeastOne("task capacity", tasks);
        return changed;
    }

    /// What one turn does at most in its io, timer and task phases; the rest waits for the next turn, which
    /// comes at once.
    public LoopOptions budgets(int sockets, int timers, int tasks) {
        var changed = new LoopOptions(this);
        changed.ioPerTurn = atLeastOne("budget of sockets", sockets);
        changed.timersPerTurn = atLeastOne("budget of timers", timers);
        changed.tasksPerTurn = atLeastOne("budget of tasks", tasks);
        return changed;
    }

    /// How long the hand-off phase may take, looked at every 32 messages; the rest waits for the next turn.
    public LoopOptions handOffBudget(Duration limit) {
        var changed = new LoopOptions(this);
        changed.handOffNanos = limit.toNanos();
        return changed;
    }

    /// Before a flush of at least `fromMarks` writes the loop looks at its poller up to `times` more without
    /// blocking, and once before a smaller one of a turn that served several sockets, whose next bytes are then
    /// taken up in the order in which they come. It pays when senders wait for their own message; 0 turns it off.
    public LoopOptions looks(int times, int fromMarks) {
        if (times < 0 || times > 64) {
            throw new IllegalArgumentException("looks before a flush: wanted 0 to 64, got " + times);
        }
        var changed = new LoopOptions(this);
        changed.looks = times;
        changed.looksFrom = atLeastOne("looks from marks", fromMarks);
        return changed;
    }

    /// How long [LoopThread#close()] waits for the loop's end.
    public LoopOptions stopDeadline(Duration deadline) {
        var changed = new LoopOptions(this);
        changed.stopDeadline = Objects.requireNonNull(deadline, "deadline");
        return changed;
    }

    /// The longest sleep: after it the loop looks at its queues whether or not it was woken, so that a wake-
    /// up swallowed by
    /// the system is recovered. 1 s unless set; a loop on a virtual clock sleeps as long as it likes.
    public LoopOptions heartbeat(Duration longest) {
        var changed = new LoopOptions(this);
        changed.heartbeatNanos = Math.max(1_000_000L, longest.toNanos());
        return changed;
    }

    private static int atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": wanted at least 1, got " + value);
        }
        return value;
    }

    private static void logSlowTurn(SlowTurn slow) {
        LOG.log(
                System.Logger.Level.WARNING,
                "slow-turn loop=" + slow.loop() + " watcher=" + slow.watcher() + " millis=" + slow.nanos() / 1_000_000
                        + " stack=" + slow.stack());
    }

    private static void logUncaught(String label, Throwable why) {
        LOG.log(System.Logger.Level.ERROR, "uncaught watcher=" + label, why);
    }

    Backend backend() {
        return backend;
    }

    TimeSource time() {
        return time;
    }

    @Nullable
    ScriptedNetwork network() {
        return network;
    }

    long slowTurnNanos() {
        return slowTurnNanos;
    }

    Consumer<SlowTurn> onSlowTurn() {
        return onSlowTurn;
    }

    BiConsumer<String, Throwable> onUncaught() {
        return onUncaught;
    }

    @Nullable
    LoopTrace trace() {
        return trace;
    }

    int taskCapacity() {
        return taskCapacity;
    }

    int soonLimit() {
        return Math.max(1 << 20, 2 * taskCapacity);
    }

    int ioPerTurn() {
        return ioPerTurn;
    }

    int timersPerTurn() {
        return timersPerTurn;
    }

    int tasksPerTurn() {
        return tasksPerTurn;
    }

    long handOffNanos() {
        return handOffNanos;
    }

    int looks() {
        return looks;
    }

    int looksFrom() {
        return looksFrom;
    }

    Duration stopDeadline() {
        return stopDeadline;
    }

    long heartbeatNanos() {
        return time instanceof VirtualTime ? Long.MAX_VALUE : heartbeatNanos;
    }
}
