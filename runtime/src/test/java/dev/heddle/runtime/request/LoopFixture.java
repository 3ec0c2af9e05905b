// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.VirtualTime;
import java.util.ArrayList;
import java.util.List;

/// A loop on the test's own thread with a clock that moves when told to.
final class LoopFixture implements AutoCloseable {
    final VirtualTime time = new VirtualTime();
    final List<String> uncaught = new ArrayList<>();
    final Loop loop = Loop.open(
            "test",
            LoopOptions.defaults().time(time).onUncaught((label, thrown) -> uncaught.add(label + ": " + thrown)));

    /** One turn without waiting. */
    void turn() {
        loop.turn(0);
    }

    /** Lets time pass, then one turn. */
    void pass(long nanos) {
        time.advance(nanos);
        loop.turn(0);
    }

    /** Turns until nothing is left to do. */
    void settle() {
        for (int i = 0; i < 10_000; i++) {
            if (loop.turn(0) == 0 && !loop.hasWork()) {
                return;
            }
        }
        throw new AssertionError("the loop does not come to rest");
    }

    @Override
    public void close() {
        loop.close();
    }
}
