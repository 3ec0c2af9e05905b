// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who waits for a unit of a heap at its ceiling, first come first served: threads, which get theirs handed
/// over, and
/// callbacks, which only hear that one is free.
///
/// Thread: under the heap's lock, except [Place#isOver()].
final class WaitLine {
    /// A thread's place, or a callback's.
    static final class Place {
        private final @Nullable Thread thread;
        private final @Nullable Runnable wake;
        private @Nullable Unit unit;
        private volatile boolean over;

        private Place(@Nullable Thread thread, @Nullable Runnable wake) {
            this.thread = thread;
            this.wake = wake;
        }

        /// Served, or sent away because the heap was closed. Any thread.
        boolean isOver() {
            return over;
        }

        /// What was handed over; null: nothing.
        @Nullable
        Unit unit() {
            return unit;
        }
    }

    private final ArrayDeque<Place> places = new ArrayDeque<>();

    Place joinThread(Thread thread) {
        var place = new Place(thread, null);
        places.add(place);
        return place;
    }

    void joinCallback(Runnable wake) {
        places.add(new Place(null, wake));
    }

    void leave(Place place) {
        places.remove(place);
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    int length() {
        return places.size();
    }

    /// Serves from the front while `source` gives units.
    ///
    /// @param unused takes those that callbacks stand for: they hear of one each, and fetch it themselves
    /// @return callbacks to run once the lock is let go
    List<Runnable> serve(Supplier<@Nullable Unit> source, List<Unit> unused) {
        List<Runnable> wakes = List.of();
        while (!places.isEmpty()) {
            Unit unit = source.get();
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
        return wakes;
    }

    /// Sends everybody away with nothing.
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
        return wakes;
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
