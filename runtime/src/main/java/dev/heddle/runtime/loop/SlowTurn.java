// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import java.util.List;

/// A turn that took longer than the limit.
///
/// @param loop the loop's label
/// @param watcher what was running when the stack was taken
/// @param nanos how long the turn had taken when it was noticed; it may still be running
/// @param stack the loop's stack, taken while the turn was slow; empty if it ended before anybody looked
public record SlowTurn(String loop, String watcher, long nanos, List<StackTraceElement> stack) {
    /// Copies the stack.
    public SlowTurn {
        stack = List.copyOf(stack);
    }
}
