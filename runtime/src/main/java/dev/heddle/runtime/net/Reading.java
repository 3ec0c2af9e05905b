// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Control;

/// Stops or goes on to read from the peer: push-back towards it. While it is off, the peer's end is not noticed
/// and no idle time is counted. The answer is whether a layer did it.
///
/// @param on whether to read
public record Reading(boolean on) implements Control<Boolean> {
    /// Goes on to read.
    public static final Reading ON = new Reading(true);

    /// Stops to read.
    public static final Reading OFF = new Reading(false);

    @Override
    public Boolean unsupported() {
        return false;
    }
}
