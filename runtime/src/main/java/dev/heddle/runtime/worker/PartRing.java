// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import dev.heddle.runtime.unit.Unit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The parts of one exchange in one direction: one producer, one consumer, exactly `capacity` places.
///
/// A place is full when it is not null; the two indexes belong to one side each. [#releaseAll] may come from
/// anywhere at any time, so each part is taken out by one CAS. Memory effects: what happened before an accepted
/// [#offer] is seen after the [#poll] that takes the part.
final class PartRing {
    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Unit[].class);

    private final @Nullable Unit[] places;

    /** The producer's. */
    private int in;

    /** The consumer's. */
    private int out;

    PartRing(int capacity) {
        places = new @Nullable Unit[capacity];
    }

    /** Producer: false is full, and the part is still the caller's. */
    boolean offer(Unit part) {
        if (PLACE.getAcquire(places, in) != null) {
            return false;
        }
        PLACE.setRelease(places, in, part);
        in = in + 1 == places.length ? 0 : in + 1;
        return true;
    }

    /** Producer: whether [#offer] would answer true. */
    boolean hasRoom() {
        return PLACE.getAcquire(places, in) == null;
    }

    /** Consumer: null is empty. */
    @Nullable
    Unit poll() {
        Unit part = (Unit) PLACE.getAcquire(places, out);
        if (part == null || !PLACE.compareAndSet(places, out, part, (Unit) null)) {
            return null; // the second: releaseAll was faster
        }
        out = out + 1 == places.length ? 0 : out + 1;
        return part;
    }

    /** Consumer: whether [#poll] would answer null. */
    boolean isEmpty() {
        return PLACE.getAcquire(places, out) == null;
    }

    /** For the next use, when neither side is using it: what was released from outside leaves the two ends apart. */
    void restart() {
        assert PLACE.getAcquire(places, in) == null : "a part ring is restarted while it holds a part";
        in = 0;
        out = 0;
    }

    /** Any thread: releases all, each part once; how many. */
    int releaseAll() {
        int released = 0;
        for (int i = 0; i < places.length; i++) {
            if (PLACE.getVolatile(places, i) != null) { // most are empty, and to look costs a tenth
                Unit part = (Unit) PLACE.getAndSet(places, i, null);
                if (part != null) {
                    part.release();
                    released++;
                }
            }
        }
        return released;
    }
}
