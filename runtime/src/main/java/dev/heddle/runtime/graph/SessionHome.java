// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

/// Where sessions are found by key, as the sessions see it. Thread: the loop.
interface SessionHome {
    /// The layer that keeps the map.
    Protocol layer();

    /// This session's count is zero: forget it. True: it is kept idle, so its handler is not closed now.
    boolean ended(KeyedSession session);

    /// Closes the idle sessions; none is kept any more.
    void closeIdle();
}
