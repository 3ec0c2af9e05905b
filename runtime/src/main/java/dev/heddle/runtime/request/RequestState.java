// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

/// Where a request is. It begins [#IN_PROGRESS] and ends once; an end is for ever.
///
/// ```
///                ┌── done ──────────────▶ DONE
/// IN_PROGRESS ───┼── fail ──────────────▶ FAILED
///                ├── cancel, abandon ───▶ CANCELLED
///                └── deadline ──────────▶ TIMED_OUT
/// ```
public enum RequestState {
    /** Waiting for its turn, or being worked on. */
    IN_PROGRESS,
    /** Ended with a value. */
    DONE,
    /** Ended with a failure. */
    FAILED,
    /** Ended because somebody asked for it. */
    CANCELLED,
    /** Ended by its deadline. */
    TIMED_OUT;

    /** Whether this state is an end. */
    public boolean isEnd() {
        return this != IN_PROGRESS;
    }

    /// The state after an edge of the picture above.
    ///
    /// @param next the state wanted
    /// @return `next`
    /// @throws IllegalStateException when there is no such edge: out of an end, or into [#IN_PROGRESS]
    public RequestState to(RequestState next) {
        if (isEnd() || !next.isEnd()) {
            throw new IllegalStateException("request state: no edge from " + this + " to " + next);
        }
        return next;
    }
}
