// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A named heap of units of one size, with a ceiling.
///
/// Any thread. [#allocate()] and its kin use the calling thread's [LocalHeap] if it has one, else the shared
/// store.
///
/// Lifetime: [#open] allocates the first chunk; further ones come when no free unit is left, until the ceiling.
/// [#close()] refuses allocations; units outlive it, and the last one that comes home frees the memory. A heap
/// that is dropped without being closed is freed by the garbage collector, once no unit of it is reachable.
///
/// Limits: [HeapOptions#maxUnits()]. At it, allocation throws, answers null, waits, or calls back
/// ([#onceFree]); the heap never grows past it.
public final class UnitHeap implements Allocator, StatusSource, AutoCloseable {
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final HeapOptions options;
    private final Depot depot;
    private final LongAdder refusals = new LongAdder();

    /// How many allocations until one is refused on purpose.
    private final AtomicLong refuseIn = new AtomicLong();

    private UnitHeap(HeapOptions options) {
        this.options = options;
        this.depot = new Depot(this, options);
    }

    /// Opens a heap and allocates its first chunk.
    ///
    /// @throws HeapExhaustedException when the machine has not that much memory
    public static UnitHeap open(HeapOptions options) {
        var heap = new UnitHeap(Objects.requireNonNull(options, "options"));
        if (!heap.depot.growFirst()) {
            throw new HeapExhaustedException(
                    "heap " + options.label() + ": first chunk: wanted " + options.firstChunkUnits() + " units of "
                            + options.unitBytes() + " bytes, got no memory",
                    heap.depot.chunks().whyNot());
        }
        return heap;
    }

    /// The calling thread's own allocator: the fast path. Made at the first call, the same one until it is
    /// closed. See there for the promise that goes with it.
    public LocalHeap local() {
        if (Thread.currentThread().isVirtual()) {
            return new LocalHeap(this, depot, null, 0);
        }
        LocalHeap mine = depot.own();
        if (mine == null) {
            mine = depot.newLocal(this);
            mine.enlist();
        }
        return mine;
    }

    @Override
    public Unit allocate() {
        LocalHeap mine = depot.own();
        if (mine != null) {
            return mine.allocate();
        }
        Unit unit = refusesNow() ? null : depot.takeShared();
        if (unit == null) {
            throw refusal(false);
        }
        return unit;
    }

    @Override
    public @Nullable Unit tryAllocate() {
        LocalHeap mine = depot.own();
        if (mine != null) {
            return mine.tryAllocate();
        }
        Unit unit = refusesNow() ? null : depot.takeShared();
        if (unit == null) {
            refused(isClosed());
        }
        return unit;
    }

    @Override
    public @Nullable Unit tryAllocate(long timeoutNanos) {
        LocalHeap mine = depot.own();
        if (mine != null) {
            return mine.tryAllocate(timeoutNanos);
        }
        checkMayWait(timeoutNanos);
        Unit unit = null;
        if (!refusesNow()) {
            unit = depot.takeShared();
            if (unit == null && timeoutNanos > 0) {
                unit = depot.awaitUnit(timeoutNanos);
            }
        }
        if (unit == null) {
            refused(isClosed());
        }
        return unit;
    }

    /// Calls back once, when a unit is free or the heap is closed: at once if that is so now. The unit is not
    /// reserved: try again, and if somebody was faster, call this again.
    ///
    /// @param wake runs on whatever thread released the unit, so it must only wake; what it throws is logged
    public void onceFree(Runnable wake) {
        depot.line().onceFree(Objects.requireNonNull(wake, "wake"));
    }

    @Override
    public boolean isClosed() {
        return depot.isClosed();
    }

    @Override
    public String statusSection() {
        return HEAPS;
    }

    @Override
    public void status(StatusRow row) {
        stats().fill(row);
    }

    /// A snapshot. Looks at every unit, so some microseconds per thousand.
    public HeapStats stats() {
        var snapshot = new HeapStats[1];
        depot.locked(() -> {
            int inUse = 0;
            int highWater = 0;
            for (int i = 0; i < depot.store.units(); i++) {
                Unit unit = depot.store.unit(i);
                inUse += unit.count() > 0 ? 1 : 0;
                highWater += unit.wasUsed() ? 1 : 0;
            }
            Chunks chunks = depot.chunks();
            snapshot[0] = new HeapStats(
                    label(),
                    options.letters(),
                    options.maxUnits(),
                    chunks.newestUnits(),
                    chunks.count(),
                    depot.store.units(),
                    inUse,
                    highWater,
                    depot.line().waits(),
                    refusals.sum(),
                    chunks.resting());
        });
        return snapshot[0];
    }

    /// All units that are out now, for a leak report: with places of allocation and last touch as far as
    /// checked mode or sampling saw them.
    public List<HeldUnit> heldUnits() {
        Checker checker = depot.checker();
        var held = new ArrayList<HeldUnit>();
        for (int i = 0; i < depot.store.units(); i++) {
            int holders = depot.store.unit(i).count();
            if (holders > 0) {
                Checker.Ledger ledger = checker == null ? null : checker.ledger(i);
                held.add(new HeldUnit(
                        label(),
                        i,
                        holders,
                        Checker.line(ledger == null ? null : ledger.allocated),
                        Checker.line(ledger == null ? null : ledger.touched),
                        ledger != null && ledger.dropped));
            }
        }
        return held;
    }

    /// Gives back the pages of chunks that have been idle for [HeapOptions#shrinkAfter], in the view of the
    /// last looks. Local heaps look by themselves when they are flushed; call this, now and then, where no
    /// thread has one.
    ///
    /// @return bytes given back to the system
    public long shrink() {
        return shrink(System.nanoTime());
    }

    long shrink(long nowNanos) {
        return options.shrinkAfterNanos() == 0 ? 0 : depot.sweep(nowNanos);
    }

    /// For tests: one allocation is refused as if the heap were at its ceiling.
    ///
    /// @param nth which one from now on: 1 is the next; at least 1
    public void refuseAllocation(long nth) {
        if (nth < 1) {
            throw new IllegalArgumentException(this + ": refuseAllocation: wanted at least 1, got " + nth);
        }
        refuseIn.set(nth);
        depot.raise(Depot.REFUSING);
    }

    /// Waits, after [#close()], until every unit has come home and the memory is free.
    ///
    /// @param timeoutNanos how long at most; zero or less only looks
    /// @return false: some are still held when the time ran out or the thread was interrupted (the flag is
    ///     set again)
    /// @throws IllegalStateException when the heap is not closed, or on a thread that must not block
    public boolean awaitDrained(long timeoutNanos) {
        if (!isClosed()) {
            throw new IllegalStateException(this + ": awaitDrained: wanted a closed heap, got an open one");
        }
        checkMayWait(timeoutNanos);
        long start = System.nanoTime();
        while (!depot.freeIfHome()) {
            long left = timeoutNanos - (System.nanoTime() - start);
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, Math.min(left, LOOK_AGAIN_NANOS));
        }
        return true;
    }

    /// Refuses allocations from now on and sends away who waits. Units that are out stay valid; the last one
    /// frees the memory. Idempotent.
    @Override
    public void close() {
        if (!depot.close()) {
            return;
        }
        LocalHeap mine = depot.own();
        if (mine != null) {
            mine.close();
        }
        depot.freeIfHome();
    }

    @Override
    public String toString() {
        return "heap " + label();
    }

    /// The name in reports and messages.
    @Override
    public String label() {
        return options.label();
    }

    /// Payload bytes of each unit.
    public int unitBytes() {
        return options.unitBytes();
    }

    /// Bytes in front of each payload.
    public int headroomBytes() {
        return options.headroomBytes();
    }

    /// How many stand in the line.
    int waiting() {
        return depot.line().length();
    }

    int maxUnits() {
        return options.maxUnits();
    }

    /// A unit whose count has become 0 and which its owner's list did not take. Any thread.
    void comeHome(Unit unit) {
        depot.comeHome(unit);
    }

    void forgetPoison(int index) {
        Checker checker = depot.checker();
        if (checker != null) {
            checker.forgetPoison(index);
        }
    }

    boolean isFreed() {
        return depot.chunks().isFreed();
    }

    /// Whether this allocation is the one to be refused: see [#refuseAllocation].
    boolean refusesNow() {
        if ((depot.state() & Depot.REFUSING) == 0 || refuseIn.decrementAndGet() != 0) {
            return false;
        }
        depot.lower(Depot.REFUSING);
        return true;
    }

    void checkMayWait(long timeoutNanos) {
        if (timeoutNanos > 0) {
            NonBlocking.check("heap " + label() + ": waiting for units");
        }
    }

    /// Counts a refusal.
    void refused(boolean closed) {
        if (!closed) {
            refusals.increment();
            HeapEvents.refused(options, depot.store.units());
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
                + depot.store.units() + " of at most " + maxUnits() + " units are in use or at another thread's hand");
    }
}
