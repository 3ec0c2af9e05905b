// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// Something with turns that a [Stepper] can run: a loop, or a worker built for it.
public interface Steppable {
    /// The name in reports.
    String label();

    /// The token that is given to it for each step.
    Owner owner();

    /// One turn without waiting; how much was done.
    int step();

    /// When the next timer is due, on the stepper's clock; `Long.MAX_VALUE`: none.
    long nextDeadlineNanos();

    /// Whether another step would do something now, as far as it knows.
    boolean hasWork();
}
