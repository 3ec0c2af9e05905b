// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

/// Where a session is found by key, as the session sees it. Thread: the loop.
interface SessionHome {
    /// The layer that keeps the map.
    Protocol layer();

    /// This session's count is zero: forget it. True: it is kept idle, so its handler is not closed now.
    boolean ended(KeyedSession session);
}
