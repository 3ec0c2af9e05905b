// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.unit.Unit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What is wanted through a door and has not been done on the loop yet. [#add] the other thread, [#takeAll] the
/// loop, or whoever disposes.
final class DoorSteps {
    private final AtomicReference<@Nullable Step> newest = new AtomicReference<>();

    enum Kind {
        START,
        RESPOND,
        PART,
        FINISH,
        TRAILERS,
        ABORT,
        READ,
        RESUME
    }

    /// One thing to be done on the loop.
    static final class Step {
        final Kind kind;
        int status;
        ResponseHeaders headers = ResponseHeaders.NONE;

        @Nullable
        Unit unit;

        byte[] bytes = {};
        String text = "";

        @Nullable
        Step next;

        Step(Kind kind) {
            this.kind = kind;
        }

        int lengthBytes() {
            return unit != null ? unit.lengthBytes() : bytes.length;
        }

        void release() {
            if (unit != null) {
                unit.release();
                unit = null;
            }
        }
    }

    /// True: it is the only one, so the loop must be told.
    boolean add(Step step) {
        for (; ; ) {
            var before = newest.get();
            step.next = before;
            if (newest.compareAndSet(before, step)) {
                return before == null;
            }
        }
    }

    /// All of them, oldest first.
    @Nullable
    Step takeAll() {
        Step oldest = null;
        for (var step = newest.getAndSet(null); step != null; ) {
            var next = step.next;
            step.next = oldest;
            oldest = step;
            step = next;
        }
        return oldest;
    }
}
