// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// Calls back on the loop after a signal arrived; several that arrive before the callback are one.
///
/// While started, it replaces the process's own reaction to that signal; the last one to stop restores it.
public final class SignalWatcher extends Watcher {
    private final String name;
    private final AsyncWatcher onLoop;

    SignalWatcher(Loop loop, String name, Runnable onSignal) {
        super(loop, "signal " + name);
        this.name = name;
        onLoop = new AsyncWatcher(loop, label, onSignal);
    }

    @Override
    String kind() {
        return "signal";
    }

    @Override
    void attach() {
        onLoop.start();
        try {
            Signals.add(name, onLoop);
        } catch (RuntimeException refused) {
            onLoop.stop();
            throw refused;
        }
    }

    @Override
    void detach() {
        Signals.remove(name, onLoop);
        onLoop.stop();
    }
}
