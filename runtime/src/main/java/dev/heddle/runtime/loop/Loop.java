// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.poll.Poller;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// An event loop: one thread, one turn after the other.
///
/// Thread: the one that opened it; only [#door()] and [#stats()] are for others. A call from elsewhere throws
/// `IllegalStateException` with the label, the owner and the caller. Ownership is a token ([Owner]), so that a
/// [Stepper] can run several loops on one thread.
///
/// One turn: **prepare**, **poll** (wait for sockets, a wake-up or the next timer), **check**, **io**,
/// **timers**, **hand-off** (put-off callbacks, wakes, posted tasks, message queues), **idle**, **flush**. Each
/// phase has a budget; what is left over makes the next turn come at once. An exception from a callback is
/// reported and the loop goes on.
///
/// Lifetime: [#close()] runs the clean-up watchers and closes message queues, sockets and the poller.
public final class Loop implements Steppable, AutoCloseable {
    private final String label;
    private final LoopOptions options;
    private final Owner owner;
    private final TimeSource time;
    private final Poller poller;
    private final Sleep sleep;
    private final LoopMeter meter = new LoopMeter();
    private final Callbacks callbacks;
    private final TimerHeap timers = new TimerHeap();
    private final HandOff handOff;
    private final Sockets sockets;
    private final EnumMap<Phase, WatcherList<PhaseWatcher>> phases = new EnumMap<>(Phase.class);
    private final Flushes flushes;
    private final Map<Class<?>, Object> attachments = new HashMap<>();
    private final LoopDoor door;
    private final SlowTurns slowTurns;

    private long now;
    private int found;
    /// How many sockets this turn's poll reported.
    private int polled;
    private boolean inTurn;
    private boolean running;
    private boolean closed;

    private Loop(String label, LoopOptions options) {
        this.label = label;
        this.options = options;
        owner = Owner.named(label).take();
        time = options.time();
        poller = Backends.open(label, options);
        sleep = new Sleep(poller);
        callbacks = new Callbacks(label, options.onUncaught(), options.trace());
        handOff = new HandOff(label, options, callbacks, meter, sleep);
        sockets = new Sockets(this, poller);
        for (Phase phase : Phase.values()) {
            phases.put(phase, new WatcherList<>());
        }
        flushes = new Flushes(options, meter);
        slowTurns = new SlowTurns(label, options, meter, callbacks);
        door = new LoopDoor(this);
        now = time.nanoTime();
    }

    /// Opens a loop that belongs to the calling thread; throws when the chosen backend is not to be had.
    public static Loop open(String label, LoopOptions options) {
        return new Loop(label, options);
    }

    /// Turns until [#stop()] or [LoopDoor#stop()]; an interrupt stops it too, and the flag stays set.
    /// A nested run throws.
    public void run() {
        owner.check(label, "run");
        refuseInTurn("run");
        if (running) {
            throw new IllegalStateException(label + ": the loop runs already");
        }
        running = true;
        slowTurns.watch(Thread.currentThread());
        try {
            while (!sleep.isStopRequested()) {
                turn(Long.MAX_VALUE);
                if (Thread.currentThread().isInterrupted()) {
                    break;
                }
            }
            sleep.forgetStop();
        } finally {
            running = false;
            slowTurns.unwatch();
        }
    }

    /// One turn, waiting at most `maxWaitNanos` (0: not at all); answers how much was done: sockets, timers,
    /// hand-overs,
    /// flushes. For tests and for embedding a loop in another program's; throws inside another turn.
    public int turn(long maxWaitNanos) {
        owner.check(label, "turn");
        refuseInTurn("turn");
        inTurn = true;
        try {
            phase(Phase.PREPARE).forEach(PhaseWatcher::run);
            poll(maxWaitNanos);
            phase(Phase.CHECK).forEach(PhaseWatcher::run);
            int done = io();
            done += timers.fire(now, options.timersPerTurn(), meter, time);
            done += handOff.run(time, now);
            if (done == 0) {
                phase(Phase.IDLE).forEach(PhaseWatcher::run);
            }
            done += flush();
            return done;
        } finally {
            endTurn();
        }
    }

    private void refuseInTurn(String what) {
        if (closed) {
            throw new IllegalStateException(label + ": " + what + " of a closed loop");
        }
        if (inTurn) {
            throw new IllegalStateException(label + ": " + what + " inside one of its own turns");
        }
    }

    private void poll(long maxWaitNanos) {
        long wait = waitNanos(maxWaitNanos);
        if (wait > 0 && handOff.isNextNear() && sleep.isAvoidedByYielding(handOff)) {
            wait = 0;
        }
        if (wait == 0) {
            found = poller.poll(0);
        } else {
            // A wake-up that the system swallowed must not cost more than a heartbeat.
            wait = Math.min(wait, options.heartbeatNanos());
            sleep.begin();
            if (handOff.hasWork() || sleep.isStopRequested()) {
                wait = 0;
            }
            meter.add(LoopMeter.SLEEPS, 1);
            meter.set(LoopMeter.BUSY_SINCE, 0);
            found = poller.poll(wait);
            if (sleep.end()) {
                meter.add(LoopMeter.WAKE_UPS, 1);
            }
        }
        polled = found;
        now = time.nanoTime();
        slowTurns.begin(now);
    }

    private long waitNanos(long maxWaitNanos) {
        if (maxWaitNanos <= 0
                || handOff.hasWork()
                || !phase(Phase.IDLE).isEmpty()
                || flushes.due() > 0
                || sleep.isStopRequested()) {
            return 0;
        }
        if (timers.size() == 0) {
            return maxWaitNanos;
        }
        return Math.max(0, Math.min(maxWaitNanos, timers.firstAt() - time.nanoTime()));
    }

    private int io() {
        if (found == 0) {
            return 0;
        }
        int done = sockets.dispatch(found, callbacks, meter, time);
        found = 0;
        meter.add(LoopMeter.IO_EVENTS, done);
        return done;
    }

    private int flush() {
        phase(Phase.FLUSH).forEach(PhaseWatcher::run);
        int due = flushes.due();
        // What senders write while we flush to a thousand others would have ridden along: look before, not after.
        for (int looks = flushes.looksFor(due, polled); looks > 0; looks--) {
            meter.add(LoopMeter.LOOKS, 1);
            found = poller.poll(0);
            io();
            handOff.run(time, now);
        }
        flushes.run();
        return due;
    }

    private void endTurn() {
        inTurn = false;
        meter.add(LoopMeter.TURNS, 1);
        meter.set(LoopMeter.SOCKETS, poller.open());
        meter.set(LoopMeter.TIMERS, timers.size());
        meter.set(LoopMeter.UNCAUGHT, callbacks.uncaught());
        slowTurns.end(time.nanoTime());
    }

    /// Ends [#run()] after this turn.
    public void stop() {
        owner.check(label, "stop");
        sleep.requestStop();
    }

    void requestStop() {
        sleep.requestStop();
    }

    /// This turn's time, read once after the poller; monotonic.
    public long nowNanos() {
        return now;
    }

    /// Wall-clock milliseconds, read now.
    public long epochMillis() {
        return time.epochMillis();
    }

    /// The way in for other threads. Any thread.
    public LoopDoor door() {
        return door;
    }

    /// A one-shot timer, stopped; see [TimerWatcher#startAfter].
    public TimerWatcher timer(String label, Runnable onTime) {
        owner.check(label);
        return new TimerWatcher(this, label, onTime);
    }

    /// A call every `every` after its start.
    public PeriodicWatcher periodic(String label, Duration every, Runnable onTime) {
        owner.check(label);
        return new PeriodicWatcher(this, label, every, onTime);
    }

    /// Readiness of a socket of this loop; start it, then say what is wanted.
    public IoWatcher io(String label, StreamSocket socket, IoCallback onReady) {
        owner.check(label);
        if (!(socket instanceof LoopSocket mine) || !mine.belongsTo(sockets)) {
            throw new IllegalArgumentException(label + ": wanted a socket of loop " + this.label + ", got " + socket);
        }
        return new IoWatcher(this, label, mine, onReady);
    }

    /// A signal of the process by name, "USR1" or "SIGUSR1".
    public SignalWatcher signal(String name, Runnable onSignal) {
        owner.check("signal", name);
        return new SignalWatcher(this, name, onSignal);
    }

    /// A call in one phase of every turn.
    public PhaseWatcher each(Phase phase, String label, Runnable onTurn) {
        owner.check(label);
        return new PhaseWatcher(this, phase, label, onTurn);
    }

    /// A call after somebody woke it from any thread.
    public AsyncWatcher async(String label, Runnable onWake) {
        owner.check(label);
        return new AsyncWatcher(this, label, onWake);
    }

    /// Writes collected during a turn and made at its end.
    public FlushWatcher flush(String label, Runnable onFlush) {
        owner.check(label);
        return new FlushWatcher(this, label, onFlush);
    }

    /// Runs `task` in the next hand-off pass of this loop, after the ones put off before; no garbage, no
    /// other thread.
    public void soon(Runnable task) {
        owner.check(label, "soon");
        handOff.soon(task);
    }

    /// The sockets of this loop.
    public Sockets sockets() {
        return sockets;
    }

    /// The token that guards everything confined to this loop.
    @Override
    public Owner owner() {
        return owner;
    }

    /// The name given when it was opened. Any thread.
    @Override
    public String label() {
        return label;
    }

    @Override
    public int step() {
        return turn(0);
    }

    @Override
    public long nextDeadlineNanos() {
        return timers.size() == 0 ? Long.MAX_VALUE : timers.firstAt();
    }

    @Override
    public boolean hasWork() {
        return handOff.hasWork() || flushes.due() > 0 || !phase(Phase.IDLE).isEmpty();
    }

    /// What another package keeps for this loop: made at the first call with this type, the same object from
    /// then on.
    public <A> A attachment(Class<A> type, Function<Loop, A> make) {
        owner.check(label, "attachment");
        Object kept = attachments.get(type);
        if (kept == null) {
            kept = make.apply(this);
            attachments.put(type, kept);
        }
        return type.cast(kept);
    }

    /// Throws `IllegalStateException`, naming `what`, the owner and the caller, unless the caller owns this
    /// loop.
    public void checkOwner(String what) {
        owner.check(what);
    }

    /// The same for `label what`, of which the text is only made when it is needed.
    public void checkOwner(String label, String what) {
        owner.check(label, what);
    }

    /// Gives what a user's callback threw to [LoopOptions#onUncaught]; never throws itself.
    public void report(String what, Throwable thrown) {
        callbacks.report(what, thrown);
    }

    /// What it has done so far. Any thread.
    public LoopStats stats() {
        return slowTurns.stats(poller.name(), handOff.queued());
    }

    /// Runs the clean-up watchers, then closes message queues, sockets and the poller. Idempotent;
    /// throws inside a turn: stop it first.
    @Override
    public void close() {
        owner.check(label, "close");
        if (closed) {
            return;
        }
        refuseInTurn("close");
        inTurn = true;
        phase(Phase.CLEANUP).forEach(PhaseWatcher::run);
        closed = true;
        handOff.close();
        poller.close();
        inTurn = false;
    }

    WatcherList<PhaseWatcher> phase(Phase phase) {
        var list = phases.get(phase);
        assert list != null;
        return list;
    }

    Flushes flushes() {
        return flushes;
    }

    Callbacks callbacks() {
        return callbacks;
    }

    TimerHeap timers() {
        return timers;
    }

    HandOff handOff() {
        return handOff;
    }

    Sleep sleep() {
        return sleep;
    }

    LoopOptions options() {
        return options;
    }

    /// This turn's time inside a turn; outside, where the last turn may be long ago, the clock's.
    long instant() {
        return inTurn ? now : time.nanoTime();
    }
}
