// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import java.time.Duration;

/// How long sessions that nobody holds are kept before [SessionHandler#closed()] runs, and how many.
/// A kept session costs its handler and what that holds below; the layers above cannot tell that it exists.
///
/// @param idle how long; zero keeps none
/// @param max how many; beyond it the one idle longest is closed; zero keeps none
public record SessionCache(Duration idle, int max) {
    /// Keeps nothing: a session closes when its last reference does.
    public static final SessionCache NONE = new SessionCache(Duration.ZERO, 0);

    /// Checks both limits.
    public SessionCache {
        if (idle.isNegative() || max < 0) {
            throw new IllegalArgumentException("session cache: wanted no negative limit, got " + idle + " and " + max);
        }
    }

    boolean keeps() {
        return max > 0 && !idle.isZero();
    }
}
