// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// The phases of a turn that a [PhaseWatcher] can join, in the order in which they run.
public enum Phase {
    /// Before the loop waits.
    PREPARE,
    /// After the loop waited, before any socket is served.
    CHECK,
    /// In a turn in which nothing else happened; while such a watcher is started the loop does not wait.
    IDLE,
    /// At the end of every turn, before the [FlushWatcher]s.
    FLUSH,
    /// Once, when the loop closes.
    CLEANUP
}
