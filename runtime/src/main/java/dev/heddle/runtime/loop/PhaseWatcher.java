// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// Calls back in a phase of every turn; see [Phase].
public final class PhaseWatcher extends Watcher {
    private final Phase phase;
    private final Runnable onTurn;

    PhaseWatcher(Loop loop, Phase phase, String label, Runnable onTurn) {
        super(loop, label);
        this.phase = phase;
        this.onTurn = onTurn;
    }

    @Override
    String kind() {
        return "phase";
    }

    @Override
    void attach() {
        loop.phase(phase).add(this);
    }

    @Override
    void detach() {
        loop.phase(phase).remove(this);
    }

    void run() {
        loop.callbacks().run(kind(), label, onTurn);
    }
}
