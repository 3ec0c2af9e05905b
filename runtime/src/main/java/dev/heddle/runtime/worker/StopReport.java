// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import java.util.List;

/// How a stop went.
///
/// @param finished exchanges that were handled to their end after the stop began
/// @param refused exchanges that had been accepted and were failed without being handled
/// @param survivors threads that did not end in time: a name and a stack each. They are abandoned: what they
///     append is answered with STOPPING, their exchange has failed
public record StopReport(int finished, int refused, List<String> survivors) {
    /** A copy of the list is kept. */
    public StopReport {
        survivors = List.copyOf(survivors);
    }

    /** Whether every worker has ended. */
    public boolean isClean() {
        return survivors.isEmpty();
    }
}
