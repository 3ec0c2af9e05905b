// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

/// Sees each step of the requests of a queue, in the order attached, before, after, detached.
///
/// A request that is rearmed passes `BEFORE` and `AFTER` once per run; one that is removed while it waits
/// passes neither.
/// Thread: the queue's loop. What a hook throws is reported and changes nothing.
@FunctionalInterface
public interface RequestTrace {
    /** The places at which the hook is called. */
    enum Point {
        /** Put into the queue. */
        ATTACHED,
        /** Its trigger is about to run. */
        BEFORE,
        /** Its trigger has returned; the request may or may not have ended. */
        AFTER,
        /** Out of the queue. */
        DETACHED
    }

    /// @param point which step
    /// @param queue the queue's label
    /// @param request the request; its tag is [Request#tag()]
    void onTrace(Point point, String queue, Request<?> request);
}
