// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.blocking;

import dev.heddle.runtime.loop.FlushWatcher;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.Phase;
import java.util.ArrayDeque;

/// The threads that a loop's requests of this turn have asked for, started together at the turn's end: the first
/// ones wake those that carry virtual threads, the others find them awake. Started one by one between two reads
/// each may find them asleep again.
///
/// Thread: the loop. Limit: those of the adapters. Lifetime: the loop's; what waits when that closes is started
/// then, and finds its client gone.
final class TurnStarts {
    private final ArrayDeque<Thread> waiting = new ArrayDeque<>();
    private final FlushWatcher atEnd;

    private TurnStarts(Loop loop) {
        // Behind the transport's, which was there first: what this turn has to say goes out before.
        atEnd = loop.flush("http virtual threads", this::startAll);
        atEnd.start();
        loop.each(Phase.CLEANUP, "http virtual threads", this::startAll).start();
    }

    static TurnStarts of(Loop loop) {
        return loop.attachment(TurnStarts.class, TurnStarts::new);
    }

    void add(Thread thread) {
        if (waiting.isEmpty()) {
            atEnd.mark();
        }
        waiting.add(thread);
    }

    private void startAll() {
        for (var thread = waiting.poll(); thread != null; thread = waiting.poll()) {
            thread.start();
        }
    }
}
