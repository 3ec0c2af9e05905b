// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Who waits for a unit of a heap at its ceiling, first come first served: threads, which get theirs handed
/// over, and callbacks, which only hear that one is free.
///
/// Any thread. The line itself is guarded by the heap's lock.
final class WaitLine {
    /// A thread's place, or a callback's.
    private static final class Place {
        private final @Nullable Thread thread;
        private final @Nullable Runnable wake;
        private @Nullable Unit unit; // handed over, before that
        private volatile boolean over; // served, or sent away

        private Place(@Nullable Thread thread, @Nullable Runnable wake) {
            this.thread = thread;
            this.wake = wake;
        }
    }

    /// How long a waiter sleeps before it looks for threads that have ended with units at hand.
    private static final long LOOK_AGAIN_NANOS = 20_000_000;

    private static final System.Logger LOG = System.getLogger(WaitLine.class.getName());

    private final ArrayDeque<Place> places = new ArrayDeque<>();
    private final LongAdder waits = new LongAdder();
    private final Depot depot;
    private final ReentrantLock lock;

    WaitLine(Depot depot, ReentrantLock lock) {
        this.depot = depot;
        this.lock = lock;
    }

    /// How many have ever waited.
    long waits() {
        return waits.sum();
    }

    int length() {
        lock.lock();
        try {
            return places.size();
        } finally {
            lock.unlock();
        }
    }

    /// Stands in the line for a unit. The caller has tried without.
    ///
    /// @return null: the time ran out, interrupted, or closed
    @Nullable
    Unit await(long timeoutNanos) {
        long start = System.nanoTime();
        Place place = join(new Place(Thread.currentThread(), null));
        if (place == null) {
            return null;
        }
        depot.settle();
        while (!place.over && !Thread.currentThread().isInterrupted()) {
            long left = timeoutNanos - (System.nanoTime() - start);
            if (left <= 0) {
                break;
            }
            LockSupport.parkNanos(this, Math.min(left, LOOK_AGAIN_NANOS));
            if (!place.over) {
                depot.settle(); // a thread may have ended with units at hand
            }
        }
        leave(place);
        return place.unit;
    }

    /// Runs `wake` once, when a unit is free or the heap closed.
    void onceFree(Runnable wake) {
        if (join(new Place(null, wake)) == null) {
            run(wake);
        } else {
            depot.settle();
        }
    }

    /// Serves from the front while free units are found. Threads get theirs handed over; a callback hears of
    /// one, which stays in the store.
    void serve() {
        List<Runnable> wakes = List.of();
        lock.lock();
        try {
            var unused = new ArrayList<Unit>();
            while (!places.isEmpty()) {
                Unit unit = depot.findFree();
                if (unit == null) {
                    break;
                }
                Place place = places.remove();
                if (place.wake != null) {
                    unused.add(unit);
                    wakes = with(wakes, place.wake);
                } else {
                    unit.begin();
                    end(place, unit);
                }
            }
            for (Unit unit : unused) {
                depot.store.push(unit, unit);
            }
            lowerIfEmpty();
        } finally {
            lock.unlock();
        }
        wakes.forEach(WaitLine::run);
    }

    /// Sends everybody away with nothing. Under the lock.
    ///
    /// @return to be run once the lock is let go
    List<Runnable> dismiss() {
        List<Runnable> wakes = List.of();
        for (Place place : places) {
            if (place.wake != null) {
                wakes = with(wakes, place.wake);
            } else {
                end(place, null);
            }
        }
        places.clear();
        lowerIfEmpty();
        return wakes;
    }

    static void run(Runnable wake) {
        try {
            wake.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "heap-wake-failed", e);
        }
    }

    /// Null: closed.
    private @Nullable Place join(Place place) {
        lock.lock();
        try {
            if (depot.isClosed()) {
                return null;
            }
            waits.increment();
            places.add(place);
            depot.raise(Depot.WAITING);
            return place;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Place place) {
        lock.lock();
        try {
            if (!place.over) {
                places.remove(place);
                lowerIfEmpty();
            }
        } finally {
            lock.unlock();
        }
    }

    private void lowerIfEmpty() {
        if (places.isEmpty()) {
            depot.lower(Depot.WAITING);
        }
    }

    private static void end(Place place, @Nullable Unit unit) {
        place.unit = unit;
        place.over = true;
        LockSupport.unpark(place.thread);
    }

    private static List<Runnable> with(List<Runnable> wakes, Runnable wake) {
        List<Runnable> grown = wakes.isEmpty() ? new ArrayList<>() : wakes;
        grown.add(wake);
        return grown;
    }
}
