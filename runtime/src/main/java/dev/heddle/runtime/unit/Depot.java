// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where a heap's units leave from and come home to: the shared store, the local heaps, the line of those who
/// wait, the chunks that new ones come from.
///
/// Any thread.
final class Depot {
    /* `state` is zero in a heap in which nothing special goes on, and everything fast asks for just that. Whoever waits
    raises WAITING and then looks for free units; whoever frees one puts it where it can be found, by a compare-and-set,
    and then looks at `state`: one of the two sees the other. The list of a LocalHeap is the exception: its owner looks
    at `state` without a fence, so what he put there in that very moment is found with his next call or flush.

    Closing works alike: CLOSED is raised, then the counts are read. A release after that sees CLOSED and counts itself
    (`missing`). One release per local heap may be missed by both, so the counts are read again once so few are missing;
    any other that overlapped sees CLOSED after its compare-and-set and has the counts read again. */

    /// Somebody stands in the line: units must not be kept in private lists.
    static final int WAITING = 1;

    static final int CLOSED = 2;

    /// Every unit is handed out through the checker.
    static final int CHECKED = 4;

    /// Some are.
    static final int SAMPLED = 8;

    /// One of the next allocations is to be refused on purpose.
    static final int REFUSING = 16;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Depot.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final UnitStore store = new UnitStore();

    /// Units that were out when the heap was closed and have not been seen coming home.
    private final AtomicInteger missing = new AtomicInteger();

    private final HeapOptions options;
    private final @Nullable Checker checker;
    private final ReentrantLock lock = new ReentrantLock();
    private final WaitLine line = new WaitLine(this, lock);
    private final Stripes stripes = new Stripes(); // under the lock
    private final Chunks chunks; // under the lock

    /// When to look for idle chunks next. Read without the lock, for a first guess.
    private volatile long sweepDueNanos;

    @SuppressWarnings("FieldMayBeFinal") // written through STATE
    private int state;

    Depot(UnitHeap heap, HeapOptions options) {
        this.options = options;
        this.state = options.isChecked() ? CHECKED : options.sampleOneIn() > 0 ? SAMPLED : 0;
        this.checker = state == 0 ? null : new Checker(options);
        this.sweepDueNanos = System.nanoTime() + options.shrinkAfterNanos() / 2;
        this.chunks = new Chunks(heap, options, store);
    }

    /// Zero: nothing special goes on. May be a moment old; [#stateNow()] is not.
    int state() {
        return (int) STATE.getOpaque(this);
    }

    int stateNow() {
        return (int) STATE.getVolatile(this);
    }

    boolean isClosed() {
        return (stateNow() & CLOSED) != 0;
    }

    void raise(int bit) {
        STATE.getAndBitwiseOr(this, bit);
    }

    void lower(int bit) {
        STATE.getAndBitwiseAnd(this, ~bit);
    }

    WaitLine line() {
        return line;
    }

    @Nullable
    Checker checker() {
        return checker;
    }

    /// Read only; its fields are guarded by [#locked].
    Chunks chunks() {
        return chunks;
    }

    /// Runs under the lock, with what ended threads left taken over.
    void locked(Runnable look) {
        lock.lock();
        try {
            stripes.reap();
            look.run();
        } finally {
            lock.unlock();
        }
    }

    /// The first chunk.
    boolean growFirst() {
        return chunks.grow(); // nobody else knows this heap yet
    }

    /// The calling thread's local heap, if it has one.
    @Nullable
    LocalHeap own() {
        return stripes.mine();
    }

    /// A local heap for the calling thread, which has none.
    LocalHeap newLocal(UnitHeap heap) {
        lock.lock();
        try {
            LocalHeap mine = stripes.add(heap, this, Thread.currentThread());
            stripes.bind(mine);
            return mine;
        } finally {
            lock.unlock();
        }
    }

    /// A local heap is being closed by its thread.
    void forget(LocalHeap mine) {
        stripes.bind(null);
        lock.lock();
        try {
            stripes.remove(mine);
        } finally {
            lock.unlock();
        }
    }

    /// A unit from the shared store; null: at the ceiling, or closed.
    @Nullable
    Unit takeShared() {
        int now = stateNow();
        if ((now & WAITING) != 0) {
            settle(); // those who wait come first
            now = stateNow();
        }
        if ((now & (WAITING | CLOSED)) != 0) {
            return null;
        }
        Unit unit = store.pop();
        while (unit == null && replenish()) {
            unit = store.pop();
        }
        if (unit == null) {
            return null;
        }
        if (unit.home != null) {
            unit.livesAt(null);
        }
        unit.begin();
        return dress(unit);
    }

    /// A chain of up to `limit` units for a local heap; null: at the ceiling.
    @Nullable
    Unit fill(LocalHeap owner, int limit) {
        Unit chain = store.popChain(limit);
        while (chain == null && replenish()) {
            chain = store.popChain(limit);
        }
        for (Unit unit = chain; unit != null; unit = unit.next) {
            unit.livesAt(owner);
        }
        return chain;
    }

    /// What the user gets for a unit: itself, or in checked mode a handle.
    Unit dress(Unit unit) {
        return checker == null ? unit : checker.dress(unit);
    }

    /// Stands in the line for a unit; null: the time ran out, interrupted, or closed.
    @Nullable
    Unit awaitUnit(long timeoutNanos) {
        Unit unit = line.await(timeoutNanos);
        return unit == null ? null : dress(unit);
    }

    /// A unit whose count has become 0 and which its owner's list did not take.
    void comeHome(Unit unit) {
        unit.next = null;
        LocalHeap mine = own();
        if (state() != 0) {
            comeHomeWatched(unit, mine);
        } else if (mine != null) {
            mine.sendHome(unit);
        } else {
            LocalHeap home = unit.home;
            if (home == null || !home.inbox.push(unit, 1)) {
                store.push(unit, unit);
            }
            settleIfNeeded();
        }
    }

    /// After units were put where others can find them: does somebody wait for that?
    void settleIfNeeded() {
        int now = stateNow();
        if ((now & WAITING) != 0) {
            line.serve();
        }
        if ((now & CLOSED) != 0) {
            freeIfHome();
        }
    }

    /// Serves those who wait; frees the memory of a closed heap if everything may be home.
    void settle() {
        int now = stateNow();
        if ((now & WAITING) != 0) {
            line.serve();
        }
        if ((now & CLOSED) != 0 && missing.get() <= stripes.made()) {
            freeIfHome();
        }
    }

    /// A local heap was flushed: a good moment to look for idle chunks, if it is time.
    void flushed() {
        settleIfNeeded();
        if (options.shrinkAfterNanos() > 0 && System.nanoTime() - sweepDueNanos >= 0 && lock.tryLock()) {
            try {
                sweepLocked(System.nanoTime());
            } finally {
                lock.unlock();
            }
        }
    }

    /// Looks for idle chunks.
    ///
    /// @return bytes given back
    long sweep(long nowNanos) {
        lock.lock();
        try {
            return sweepLocked(nowNanos);
        } finally {
            lock.unlock();
        }
    }

    /// @return false: it was closed before
    boolean close() {
        List<Runnable> wakes;
        lock.lock();
        try {
            if (isClosed()) {
                return false;
            }
            raise(CLOSED);
            wakes = line.dismiss();
            missing.set(inUse());
        } finally {
            lock.unlock();
        }
        wakes.forEach(WaitLine::run);
        return true;
    }

    /// Frees the memory of a closed heap if no unit is out.
    ///
    /// @return whether it is free
    boolean freeIfHome() {
        lock.lock();
        try {
            if (chunks.isFreed()) {
                return true;
            }
            stripes.reap();
            int out = inUse();
            missing.set(out);
            if (out > 0) {
                return false;
            }
            chunks.free();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void comeHomeWatched(Unit unit, @Nullable LocalHeap mine) {
        store.push(unit, unit);
        if (isClosed()) {
            missing.decrementAndGet();
        }
        if (mine != null) {
            mine.park();
        }
        settle();
    }

    /// For who waits. Under the lock.
    @Nullable
    Unit findFree() {
        Unit unit = store.pop();
        if (unit == null && replenishLocked()) {
            unit = store.pop();
        }
        return unit;
    }

    private boolean replenish() {
        lock.lock();
        try {
            return replenishLocked();
        } finally {
            lock.unlock();
        }
    }

    /// Makes free units reachable through the store: those of ended threads, new ones, or at the ceiling those
    /// in other threads' inboxes.
    private boolean replenishLocked() {
        if (store.isEmpty()) {
            stripes.reap();
        }
        if (store.isEmpty() && !chunks.grow()) {
            stripes.emptyInboxes(store);
        }
        return !store.isEmpty();
    }

    private long sweepLocked(long nowNanos) {
        sweepDueNanos = nowNanos + options.shrinkAfterNanos() / 2;
        if (isClosed()) {
            return 0;
        }
        stripes.reap();
        stripes.emptyInboxes(store);
        return chunks.sweep(nowNanos);
    }

    private int inUse() {
        int inUse = 0;
        for (int i = 0; i < store.units(); i++) {
            inUse += store.unit(i).count() > 0 ? 1 : 0;
        }
        return inUse;
    }
}
