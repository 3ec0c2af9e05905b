// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import org.jspecify.annotations.Nullable;

/// Where units come from: a [UnitHeap] (any thread) or a [LocalHeap] (one thread, faster).
///
/// Ownership: every unit handed out has a count of 1 and is the caller's to release or to hand on. Its length
/// is zero and its payload holds whatever its last holder left (in checked mode, a poison pattern).
///
/// Limits: the heap's ceiling. At it nothing grows and nothing is taken from anybody: the three methods differ
/// only in how they say so.
public interface Allocator {
    /// A unit with count 1.
    ///
    /// @throws HeapExhaustedException at the ceiling
    /// @throws IllegalStateException when the heap is closed
    @CheckReturnValue
    Unit allocate();

    /// A unit with count 1, or null: at the ceiling now, or closed (then [#isClosed] answers true for good).
    @CheckReturnValue
    @Nullable
    Unit tryAllocate();

    /// A unit with count 1, waiting for one to come home if it must. Waiters are served in the order in which
    /// they came, before anybody who does not wait.
    ///
    /// Null: the time ran out, the heap is closed, or the thread was interrupted (its interrupt flag is set
    /// again).
    ///
    /// @param timeoutNanos how long to wait at most; zero or less does not wait
    /// @throws IllegalStateException on a thread that must not block (see [NonBlocking]), before it blocks
    @CheckReturnValue
    @Nullable
    Unit tryAllocate(long timeoutNanos);

    /// Whether allocations are refused for good. Never turns false again.
    boolean isClosed();
}
