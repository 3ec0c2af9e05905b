// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thread's own way into a [UnitHeap]: free units at hand, releases of others' units gathered into chains.
///
/// Thread: the one that called [UnitHeap#local()]; units allocated here are released from anywhere. On a
/// virtual thread it caches nothing and passes everything on to the heap, because it could not be found again
/// from another carrier.
///
/// A promise goes with it: before the thread sleeps for long it calls [#flush()] or [#flushThread()], as loops
/// and workers do. What a sleeping thread has not flushed cannot be found by others at the ceiling.
///
/// Lifetime: until [#close()] or the thread's end, after which the heap takes the cached units back by itself.
public final class LocalHeap implements Allocator, AutoCloseable {
    /* Own units live on a plain last-in first-out list (`free`). Units of other threads that are released here are
    chained per owner (`outgoing`) and go to his inbox with one compare-and-set per chain. What others release comes
    back through the own inbox, a list of chains that is taken whole and used up one chain at a time (`chains`).
    A flush puts everything where others can reach it: the own list goes to the own inbox, from which the owner takes
    it back with one exchange when he wakes, and from which anybody may take it when the heap is starved. */

    private static final int OWNERS = 4;
    private static final ThreadLocal<@Nullable List<LocalHeap>> OF_THREAD = new ThreadLocal<>();

    /// Units on their way home to one owner.
    private static final class Outgoing {
        private @Nullable LocalHeap home;
        private @Nullable Unit first;
        private @Nullable Unit last;
        private int count;
    }

    private final UnitHeap heap;
    private final Depot depot;
    final Inbox inbox = new Inbox();
    private final int number;
    private final int batch;
    private final int limit;
    private final Outgoing[] outgoing = new Outgoing[OWNERS];
    private Outgoing latest;

    /// The owner; null: closed, or a virtual thread's. A foreign thread may read anything here but never
    /// itself.
    private @Nullable Thread thread;

    private boolean closed;
    private @Nullable Unit free;
    private int freeCount;
    private @Nullable Unit chains;

    LocalHeap(UnitHeap heap, Depot depot, @Nullable Thread thread, int number) {
        this.heap = heap;
        this.depot = depot;
        this.thread = thread;
        this.number = number;
        this.batch = Math.clamp(heap.maxUnits() / 32, 1, 32);
        this.limit = 4 * batch;
        for (int i = 0; i < OWNERS; i++) {
            outgoing[i] = new Outgoing();
        }
        latest = outgoing[0];
    }

    /// Flushes all local heaps of the calling thread. Called by whoever puts the thread to sleep: a loop before
    /// it polls, a worker before it waits. Cheap when there is nothing to flush.
    public static void flushThread() {
        List<LocalHeap> mine = OF_THREAD.get();
        if (mine == null) {
            return;
        }
        for (int i = 0; i < mine.size(); i++) {
            mine.get(i).flush();
        }
    }

    @Override
    public Unit allocate() {
        Unit unit = free;
        if (unit == null || thread != Thread.currentThread() || depot.state() != 0) {
            unit = heap.refusesNow() ? null : takeSlowly();
            if (unit == null) {
                throw heap.refusal(closed);
            }
            return unit;
        }
        free = unit.next;
        freeCount--;
        unit.begin();
        return unit;
    }

    @Override
    public @Nullable Unit tryAllocate() {
        Unit unit = free;
        if (unit == null || thread != Thread.currentThread() || depot.state() != 0) {
            unit = heap.refusesNow() ? null : takeSlowly();
            if (unit == null) {
                heap.refused(isClosed());
            }
            return unit;
        }
        free = unit.next;
        freeCount--;
        unit.begin();
        return unit;
    }

    @Override
    public @Nullable Unit tryAllocate(long timeoutNanos) {
        heap.checkMayWait(timeoutNanos);
        Unit unit = null;
        if (!heap.refusesNow()) {
            unit = takeSlowly();
            if (unit == null && timeoutNanos > 0 && !isClosed()) {
                flush();
                unit = depot.awaitUnit(timeoutNanos);
            }
        }
        if (unit == null) {
            heap.refused(isClosed());
        }
        return unit;
    }

    @Override
    public boolean isClosed() {
        return closed || heap.isClosed();
    }

    /// Puts everything cached here where other threads can reach it, and lets the heap give back idle pages if
    /// it is made so. The next allocation fetches it again, so call this before sleeping, not after every unit.
    public void flush() {
        if (thread == null) {
            return;
        }
        checkThread();
        park();
        depot.flushed();
    }

    /// Gives the cached units back. Allocations are refused from now on; released units go straight home.
    /// Idempotent. Does not close the heap.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (thread != null) {
            checkThread();
            depot.forget(this);
            List<LocalHeap> mine = OF_THREAD.get();
            if (mine != null) {
                mine.remove(this);
            }
        }
        closed = true;
        retire();
        depot.settle();
    }

    @Override
    public String toString() {
        Thread owner = thread;
        return "local heap of " + heap.label() + (owner == null ? "" : " on thread " + owner.getName());
    }

    /// Makes it known to [#flushThread()]; drops those whose heap is closed.
    void enlist() {
        List<LocalHeap> mine = OF_THREAD.get();
        if (mine == null) {
            mine = new ArrayList<>();
            OF_THREAD.set(mine);
        }
        for (LocalHeap old : List.copyOf(mine)) {
            if (old.heap.isClosed()) {
                old.close();
            }
        }
        mine.add(this);
    }

    int number() {
        return number;
    }

    @Nullable
    Thread thread() {
        return thread;
    }

    boolean isThreadAlive() {
        Thread owner = thread;
        return owner != null && owner.isAlive();
    }

    /// Takes a unit back whose count is 0. Owner thread.
    ///
    /// @return false: not now, or not any more
    boolean takeBack(Unit unit) {
        if (thread == null || depot.state() != 0) {
            return false;
        }
        unit.next = free;
        free = unit;
        if (++freeCount > limit) {
            spill();
        }
        return true;
    }

    /// Sends a unit that somebody else owns on its way home. Owner thread.
    void sendHome(Unit unit) {
        LocalHeap home = unit.home;
        Outgoing way = latest.home == home ? latest : wayTo(home);
        unit.next = way.first;
        way.first = unit;
        if (way.last == null) {
            way.last = unit;
        }
        if (++way.count >= batch) {
            send(way);
            depot.settleIfNeeded();
        }
    }

    /// The way to another owner than last time. It is asked for its number only here: its cache line is busy.
    private Outgoing wayTo(@Nullable LocalHeap home) {
        Outgoing way = outgoing[home == null ? 0 : home.number & OWNERS - 1];
        if (way.home != home) {
            send(way);
            way.home = home;
        }
        latest = way;
        return way;
    }

    /// Makes everything cached reachable. Owner thread.
    void park() {
        for (Outgoing way : outgoing) {
            send(way);
        }
        Unit mine = free;
        if (mine != null) {
            free = null;
            deliver(this, mine, freeCount);
            freeCount = 0;
        }
        Unit chain = chains;
        chains = null;
        while (chain != null) {
            Unit rest = chain.nextChain;
            deliver(this, chain, chain.chainCount);
            chain = rest;
        }
    }

    /// Gives everything back to the shared store and takes nothing any more. Owner thread, or anybody once the
    /// thread has ended; the heap has forgotten this local heap before.
    void retire() {
        thread = null;
        Unit chain = inbox.seal();
        depot.store.pushAll(chain);
        park(); // the inbox is sealed: all of it goes to the store
    }

    private void send(Outgoing way) {
        Unit first = way.first;
        if (first == null) {
            return;
        }
        LocalHeap home = way.home;
        int count = way.count;
        way.first = null;
        way.last = null;
        way.count = 0;
        if (home == null) {
            depot.store.pushChain(first);
        } else {
            deliver(home, first, count);
        }
    }

    private void deliver(LocalHeap to, Unit first, int count) {
        if (!to.inbox.push(first, count)) {
            depot.store.pushChain(first);
        }
    }

    private @Nullable Unit takeSlowly() {
        if (thread == null) {
            return closed ? null : depot.takeShared();
        }
        checkThread();
        int state = depot.state();
        if ((state & ~Depot.SAMPLED) != 0) {
            park();
            return depot.takeShared();
        }
        Unit unit = free == null ? refill() : free;
        if (unit == null) {
            return null;
        }
        free = unit.next;
        freeCount--;
        unit.begin();
        return state == 0 ? unit : depot.dress(unit);
    }

    private @Nullable Unit refill() {
        Unit chain = chains;
        if (chain == null) {
            chain = inbox.take();
        }
        if (chain == null) {
            chain = depot.fill(this, batch);
        }
        if (chain != null) {
            chains = chain.nextChain;
            chain.nextChain = null;
            freeCount = chain.chainCount;
            free = chain;
        }
        return chain;
    }

    /// Too many at hand: gives a batch to the shared store.
    private void spill() {
        Unit first = free;
        Unit last = first;
        for (int i = 1; i < batch && last != null; i++) {
            last = last.next;
        }
        if (first == null || last == null) {
            throw new AssertionError(this + ": counted " + freeCount + " free units, found fewer");
        }
        free = last.next;
        freeCount -= batch;
        depot.store.push(first, last);
        depot.settleIfNeeded();
    }

    private void checkThread() {
        if (thread != Thread.currentThread()) {
            throw new IllegalStateException(this + ": wanted its own thread, got thread "
                    + Thread.currentThread().getName());
        }
    }
}
