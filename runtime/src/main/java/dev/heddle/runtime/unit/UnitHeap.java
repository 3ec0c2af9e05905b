// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A named heap of units of one size, with a ceiling.
///
/// Any thread. [#allocate()] and its kin use the calling thread's [LocalHeap] if it has one, else the shared
/// store.
///
/// Lifetime: [#open] allocates the first chunk; further ones come when no free unit is left, until the
/// ceiling.
/// [#close()] refuses allocations; units outlive it, and the last one that comes home frees the memory. A
/// heap that is
/// dropped without being closed is freed by the garbage collector, once no unit of it is reachable.
///
/// Limits: [HeapOptions#maxUnits()]. At it, allocation throws, answers null, waits, or calls back
/// ([#onceFree]); the
/// heap never grows past it.
public final class UnitHeap implements Allocator, AutoCloseable {
    /* `state` is zero in a heap in which nothing special goes on, and everything fast asks for just that. Whoever waits
    raises WAITING and then looks for free units; whoever frees one puts it where it can be found, by a compare-and-set,
    and then looks at `state`: one of the two sees the other. The list of a LocalHeap is the exception: its owner looks
    at `state` without a fence, so what he put there in that very moment is found with his next call or flush.

    Closing works alike: CLOSED is raised, then the counts are read; a release after that reads `state` and counts
    itself. One release per LocalHeap may be missed by both, so the counts are read again once so few are missing. */

    /// Somebody stands in the line: units must not be kept in private lists.
    static final int WAITING = 1;

    static final int CLOSED = 2;
    static final int CHECKED = 4;
    static final int SAMPLED = 8;

    /// The n-th allocation from now will be refused.
    static final int REFUSING = 16;

    private static final long LOOK_AGAIN_NANOS = 20_000_000;
    private static final System.Logger LOG = System.getLogger(UnitHeap.class.getName());
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(UnitHeap.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final HeapOptions options;
    private final UnitStore store = new UnitStore();
    private final ThreadLocal<@Nullable LocalHeap> locals = new ThreadLocal<>();
    private final LongAdder waits = new LongAdder();
    private final LongAdder refusals = new LongAdder();

    /// Units that were out when the heap was closed and have not been seen coming home.
    private final AtomicInteger missing = new AtomicInteger();

    private final ReentrantLock lock = new ReentrantLock();
    private final WaitLine line = new WaitLine(); // under the lock, as all below
    private final List<LocalHeap> stripes = new ArrayList<>();
    private final Chunks chunks;
    private volatile int stripesMade;

    @SuppressWarnings("FieldMayBeFinal") // written through STATE
    private int state;

    private UnitHeap(HeapOptions options) {
        this.options = options;
        this.chunks = new Chunks(this, options, store);
    }

    /// Opens a heap and allocates its first chunk.
    ///
    /// @throws HeapExhaustedException when the machine has not that much memory
    public static UnitHeap open(HeapOptions options) {
        var heap = new UnitHeap(Objects.requireNonNull(options, "options"));
        if (!heap.chunks.grow()) {
            throw new HeapExhaustedException("heap " + options.label() + ": first chunk: wanted "
                    + options.firstChunkUnits() + " units of " + options.unitBytes() + " bytes, got "
                    + heap.chunks.whyNot());
        }
        return heap;
    }

    /// The calling thread's own allocator: the fast path. Made at the first call, the same one until it is
    /// closed.
    /// See there for the promise that goes with it.
    public LocalHeap local() {
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            return new LocalHeap(this, null, 0);
        }
        LocalHeap mine = locals.get();
        if (mine == null) {
            lock.lock();
            try {
                mine = new LocalHeap(this, thread, stripesMade++);
                stripes.add(mine);
            } finally {
                lock.unlock();
            }
            locals.set(mine);
            mine.enlist();
        }
        return mine;
    }

    @Override
    public Unit allocate() {
        LocalHeap mine = own();
        if (mine != null) {
            return mine.allocate();
        }
        Unit unit = takeShared();
        if (unit == null) {
            throw refusal(false);
        }
        return unit;
    }

    @Override
    public @Nullable Unit tryAllocate() {
        LocalHeap mine = own();
        if (mine != null) {
            return mine.tryAllocate();
        }
        Unit unit = takeShared();
        if (unit == null) {
            refused(isClosed());
        }
        return unit;
    }

    @Override
    public @Nullable Unit tryAllocate(long timeoutNanos) {
        LocalHeap mine = own();
        if (mine != null) {
            return mine.tryAllocate(timeoutNanos);
        }
        checkMayWait(timeoutNanos);
        Unit unit = takeShared();
        if (unit == null && timeoutNanos > 0) {
            unit = awaitUnit(timeoutNanos);
        }
        if (unit == null) {
            refused(isClosed());
        }
        return unit;
    }

    /// Calls back once, when a unit is free or the heap is closed: at once if that is so now. The unit is not
    /// reserved:
    /// try again, and if somebody was faster, call this again.
    ///
    /// @param wake runs on whatever thread released the unit, so it must only wake; what it throws is logged
    public void onceFree(Runnable wake) {
        Objects.requireNonNull(wake, "wake");
        boolean now;
        lock.lock();
        try {
            now = isClosed();
            if (!now) {
                waits.increment();
                line.joinCallback(wake);
                raise(WAITING);
            }
        } finally {
            lock.unlock();
        }
        if (now) {
            run(wake);
        } else {
            settle();
        }
    }

    @Override
    public boolean isClosed() {
        return ((int) STATE.getVolatile(this) & CLOSED) != 0;
    }

    /// A snapshot. Looks at every unit, so some microseconds per thousand.
    public HeapStats stats() {
        lock.lock();
        try {
            reap();
            int inUse = 0;
            int highWater = 0;
            for (int i = 0; i < store.units(); i++) {
                Unit unit = store.unit(i);
                inUse += unit.count() > 0 ? 1 : 0;
                highWater += unit.wasUsed() ? 1 : 0;
            }
            return new HeapStats(
                    options.label(),
                    options.letters(),
                    options.maxUnits(),
                    chunks.newestUnits(),
                    chunks.count(),
                    store.units(),
                    inUse,
                    highWater,
                    waits.sum(),
                    refusals.sum(),
                    chunks.resting());
        } finally {
            lock.unlock();
        }
    }

    /// Waits, after [#close()], until every unit has come home.
    ///
    /// @param timeoutNanos how long at most; zero or less only looks
    /// @return false: some are still held when the time ran out or the thread was interrupted (the flag is
    ///     set again)
    /// @throws IllegalStateException when the heap is not closed, or on a thread that must not block
    public boolean awaitDrained(long timeoutNanos) {
        if (!isClosed()) {
            throw new IllegalStateException(
                    "heap " + label() + ": awaitDrained: wanted a closed heap, got an open one");
        }
        checkMayWait(timeoutNanos);
        long start = System.nanoTime();
        while (!freeIfHome()) {
            long left = timeoutNanos - (System.nanoTime() - start);
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, Math.min(left, LOOK_AGAIN_NANOS / 20));
        }
        return true;
    }

    /// Refuses allocations from now on and sends away who waits. Units that are out stay valid; the last one
    /// frees the
    /// memory. Idempotent.
    @Override
    public void close() {
        List<Runnable> wakes;
        lock.lock();
        try {
            if (isClosed()) {
                return;
            }
            raise(CLOSED);
            wakes = line.dismiss();
            lower(WAITING);
            missing.set(inUse());
        } finally {
            lock.unlock();
        }
        wakes.forEach(UnitHeap::run);
        LocalHeap mine = own();
        if (mine != null) {
            mine.close();
        }
        freeIfHome();
    }

    @Override
    public String toString() {
        return "heap " + label();
    }

    String label() {
        return options.label();
    }

    int unitBytes() {
        return options.unitBytes();
    }

    int headroomBytes() {
        return options.headroomBytes();
    }

    int maxUnits() {
        return options.maxUnits();
    }

    /// Zero: nothing special goes on.
    int state() {
        return (int) STATE.getOpaque(this);
    }

    /// The calling thread's local heap, if it has one.
    private @Nullable LocalHeap own() {
        return Thread.currentThread().isVirtual() ? null : locals.get();
    }

    /// A unit from the shared store; null: at the ceiling, or closed. Counts nothing.
    @Nullable
    Unit takeShared() {
        int now = (int) STATE.getVolatile(this);
        if ((now & WAITING) != 0) {
            settle(); // those who wait come first
            now = (int) STATE.getVolatile(this);
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
            unit.home = null;
        }
        unit.begin();
        return unit;
    }

    /// A chain of up to `limit` units for a local heap; null: at the ceiling.
    @Nullable
    Unit fill(LocalHeap owner, int limit) {
        Unit chain = store.popChain(limit);
        while (chain == null && replenish()) {
            chain = store.popChain(limit);
        }
        for (Unit unit = chain; unit != null; unit = unit.next) {
            unit.home = owner;
        }
        return chain;
    }

    Unit sample(Unit unit) {
        return unit;
    }

    /// Puts a chain into the shared store.
    void store(Unit first) {
        Unit last = first;
        while (last.next != null) {
            last = last.next;
        }
        store(first, last);
    }

    void store(Unit first, Unit last) {
        store.push(first, last);
    }

    /// A unit whose count has become 0 and which its owner's list did not take. Any thread.
    void comeHome(Unit unit) {
        unit.next = null;
        LocalHeap mine = own();
        if (state() == 0) {
            if (mine != null) {
                mine.sendHome(unit);
                return;
            }
            LocalHeap home = unit.home;
            if (home == null || !home.inbox.push(unit, 1)) {
                store.push(unit, unit);
            }
            settleIfNeeded();
            return;
        }
        store.push(unit, unit);
        if (((int) STATE.getVolatile(this) & CLOSED) != 0) {
            missing.decrementAndGet();
        }
        if (mine != null) {
            mine.park();
        }
        settle();
    }

    void settleIfNeeded() {
        if ((int) STATE.getVolatile(this) != 0) {
            settle();
        }
    }

    /// Serves those who wait; frees the memory of a closed heap if everything is home.
    void settle() {
        int now = (int) STATE.getVolatile(this);
        if ((now & WAITING) != 0) {
            serve();
        }
        if ((now & CLOSED) != 0 && missing.get() <= stripesMade) {
            freeIfHome();
        }
    }

    /// A local heap has made its units reachable.
    void flushed() {
        settleIfNeeded();
    }

    /// A local heap is being closed by its thread.
    void forget(LocalHeap stripe) {
        locals.remove();
        lock.lock();
        try {
            stripes.remove(stripe);
        } finally {
            lock.unlock();
        }
    }

    void checkMayWait(long timeoutNanos) {
        if (timeoutNanos > 0) {
            NonBlocking.check("heap " + label() + ": waiting for units");
        }
    }

    /// Stands in the line for a unit. The caller has tried without.
    @Nullable
    Unit awaitUnit(long timeoutNanos) {
        long start = System.nanoTime();
        WaitLine.Place place;
        lock.lock();
        try {
            if (isClosed()) {
                return null;
            }
            waits.increment();
            place = line.joinThread(Thread.currentThread());
            raise(WAITING);
        } finally {
            lock.unlock();
        }
        settle();
        while (!place.isOver() && !Thread.currentThread().isInterrupted()) {
            long left = timeoutNanos - (System.nanoTime() - start);
            if (left <= 0) {
                break;
            }
            LockSupport.parkNanos(this, Math.min(left, LOOK_AGAIN_NANOS));
            if (!place.isOver()) {
                settle(); // a thread may have ended with units at hand
            }
        }
        lock.lock();
        try {
            if (!place.isOver()) {
                line.leave(place);
                lowerIfNobodyWaits();
            }
        } finally {
            lock.unlock();
        }
        return place.unit();
    }

    /// Counts a refusal.
    void refused(boolean closed) {
        if (!closed) {
            refusals.increment();
        }
    }

    /// Counts a refusal and says why it happened.
    RuntimeException refusal(boolean localClosed) {
        if (localClosed || isClosed()) {
            return new IllegalStateException((localClosed ? "local heap of " : "heap ") + label()
                    + ": allocate: wanted an open one, got a closed one");
        }
        refused(false);
        return new HeapExhaustedException("heap " + label() + ": allocate: wanted 1 unit, got none: all "
                + store.units() + " of at most " + maxUnits() + " units are in use or at another thread's hand");
    }

    private void serve() {
        List<Runnable> wakes;
        lock.lock();
        try {
            var unused = new ArrayList<Unit>();
            wakes = line.serve(this::findFree, unused);
            for (Unit unit : unused) {
                store.push(unit, unit);
            }
            lowerIfNobodyWaits();
        } finally {
            lock.unlock();
        }
        wakes.forEach(UnitHeap::run);
    }

    private @Nullable Unit findFree() {
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

    /// Makes free units reachable through the store: those of ended threads, new ones, or at the ceiling
    /// those in other
    /// threads' inboxes.
    private boolean replenishLocked() {
        if (!store.isEmpty()) {
            return true;
        }
        reap();
        if (!store.isEmpty()) {
            return true;
        }
        if (chunks.grow()) {
            return true;
        }
        for (LocalHeap stripe : stripes) {
            Unit chain = stripe.inbox.take();
            while (chain != null) {
                Unit rest = chain.nextChain;
                store(chain);
                chain = rest;
            }
        }
        return !store.isEmpty();
    }

    /// Takes over what ended threads had at hand. Seeing that a thread has ended, we see all that it did.
    private void reap() {
        for (int i = stripes.size() - 1; i >= 0; i--) {
            LocalHeap stripe = stripes.get(i);
            if (!stripe.isThreadAlive()) {
                stripes.remove(i);
                stripe.retire();
            }
        }
    }

    private boolean freeIfHome() {
        lock.lock();
        try {
            if (chunks.isFreed()) {
                return true;
            }
            reap();
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

    private int inUse() {
        int inUse = 0;
        for (int i = 0; i < store.units(); i++) {
            inUse += store.unit(i).count() > 0 ? 1 : 0;
        }
        return inUse;
    }

    private void lowerIfNobodyWaits() {
        if (line.isEmpty()) {
            lower(WAITING);
        }
    }

    private void raise(int bit) {
        STATE.getAndBitwiseOr(this, bit);
    }

    private void lower(int bit) {
        STATE.getAndBitwiseAnd(this, ~bit);
    }

    private static void run(Runnable wake) {
        try {
            wake.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "heap-wake-failed", e);
        }
    }
}
