// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// When a [LoopTrace] is called in the life of an event.
public enum TracePoint {
    /// The loop began to wait for the event.
    ATTACH,
    /// The callback is about to run.
    BEFORE,
    /// The callback has returned or thrown.
    AFTER,
    /// The loop no longer waits for it.
    DETACH
}
