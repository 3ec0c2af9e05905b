// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// Sees every event of a loop: attach, before and after its callback, detach. For diagnosis; off unless set.
///
/// Called on the loop. A one-shot timer gives ATTACH, BEFORE, AFTER, DETACH; started again in its own
/// callback it gives
/// DETACH, ATTACH between BEFORE and AFTER. An exception thrown here is reported like one of a callback.
public interface LoopTrace {
    /// `kind` is one of "io", "timer", "periodic", "signal", "async", "phase", "flush", "soon", "task",
    /// "queue".
    void onEvent(TracePoint point, String kind, String label);
}
