// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// The flush watchers of one loop: how much is due, and how often to look at the poller before it is done.
final class Flushes {
    private final LoopOptions options;
    private final LoopMeter meter;
    private final WatcherList<FlushWatcher> watchers = new WatcherList<>();

    Flushes(LoopOptions options, LoopMeter meter) {
        this.options = options;
        this.meter = meter;
    }

    void add(FlushWatcher watcher) {
        watchers.add(watcher);
    }

    void remove(FlushWatcher watcher) {
        watchers.remove(watcher);
    }

    /// Writes marked and not yet made.
    int due() {
        int due = 0;
        for (int i = 0; i < watchers.size(); i++) {
            due += watchers.get(i).marks();
        }
        return due;
    }

    /// Many before a large flush. Otherwise one if several sockets were served: those that a level-triggered poller
    /// has reported stay in its line until it is asked again, so that the answers to what is written now would be
    /// reported in the order of this turn instead of the order in which they come.
    int looksFor(int marks, int served) {
        if (marks >= options.looksFrom()) {
            return options.looks();
        }
        return marks > 0 && served > 1 ? Math.min(1, options.looks()) : 0;
    }

    void run() {
        if (due() > 0) {
            meter.add(LoopMeter.FLUSHES, 1);
            watchers.forEach(FlushWatcher::runIfMarked);
        }
    }
}
