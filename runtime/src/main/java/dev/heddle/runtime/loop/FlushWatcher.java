// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// Collects writes during a turn and makes them at its end: one write for each dirty connection and turn.
///
/// Call [#mark()] when a connection turns dirty. At the end of the turn the callback runs once if anything was
/// marked; before a large flush the loop looks at its poller a few more times without blocking
/// ([LoopOptions#looks(int, int)]), because what arrives now rides along for free. While something is marked
/// the loop does not wait.
public final class FlushWatcher extends Watcher {
    private final Runnable onFlush;
    private int marks;

    FlushWatcher(Loop loop, String label, Runnable onFlush) {
        super(loop, label);
        this.onFlush = onFlush;
    }

    /// One more write is due at the end of this turn. A mark made in the callback is for the end of the next
    /// turn.
    public void mark() {
        assert loop.owner().isHeld() : label + " marked outside its loop";
        marks++;
    }

    /// How many were marked since the callback last began.
    public int marks() {
        return marks;
    }

    @Override
    String kind() {
        return "flush";
    }

    @Override
    void attach() {
        loop.flushes().add(this);
    }

    @Override
    void detach() {
        loop.flushes().remove(this);
    }

    void runIfMarked() {
        if (marks > 0) {
            marks = 0;
            loop.callbacks().run(kind(), label, onFlush);
        }
    }
}
