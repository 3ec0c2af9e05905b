// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.status.StatusRow;

/// What a loop has done so far. A snapshot taken from any thread: each figure is right, not all at the same
/// instant.
///
/// @param label the loop's label
/// @param backend how it waits: "epoll", "nio", "scripted"
/// @param turns turns of the loop
/// @param busyNanos time outside the poller
/// @param sleeps times that it waited for something
/// @param wakeUps sleeps that another thread ended
/// @param handedOver tasks and messages that other threads handed over
/// @param coalesced hand-overs that needed no wake-up of their own
/// @param ioEvents sockets found ready
/// @param timersFired timers and periodic calls
/// @param flushes turns that ended with something to flush
/// @param looks extra looks at the poller before a large flush
/// @param uncaught exceptions that callbacks threw
/// @param slowTurns turns above the limit
/// @param longestTaskNanos the longest callback; messages are timed in groups of up to 32
/// @param longestTurnNanos the longest turn, without its wait
/// @param oldestMessageNanos the longest that a hand-over waited: from the wake-up, or from the turn that
///     left it over
/// @param sockets sockets open now
/// @param timers timers waiting now
/// @param queued tasks and messages waiting now, an estimate
public record LoopStats(
        String label,
        String backend,
        long turns,
        long busyNanos,
        long sleeps,
        long wakeUps,
        long handedOver,
        long coalesced,
        long ioEvents,
        long timersFired,
        long flushes,
        long looks,
        long uncaught,
        long slowTurns,
        long longestTaskNanos,
        long longestTurnNanos,
        long oldestMessageNanos,
        long sockets,
        long timers,
        long queued) {
    /// Fills a row of the status report.
    void describe(StatusRow row) {
        row.text("backend", backend)
                .count("turns", turns)
                .count("busyNanos", busyNanos)
                .count("sleeps", sleeps)
                .count("wakeUps", wakeUps)
                .count("handedOver", handedOver)
                .count("coalesced", coalesced)
                .count("ioEvents", ioEvents)
                .count("timersFired", timersFired)
                .count("flushes", flushes)
                .count("looks", looks)
                .count("uncaught", uncaught)
                .count("slowTurns", slowTurns)
                .count("longestTaskNanos", longestTaskNanos)
                .count("longestTurnNanos", longestTurnNanos)
                .count("oldestMessageNanos", oldestMessageNanos)
                .count("sockets", sockets)
                .count("timers", timers)
                .count("queued", queued);
    }
}
