// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

/// What a producer pokes so that a sleeping consumer looks at its queue: at most once per sleep.
///
/// Thread: any, also several at once. It must not block and should not throw; if it does throw, the queue counts it,
/// keeps the item, and pokes again at the next offer.
@FunctionalInterface
public interface Wakeup {
    /// Makes the consumer run, or makes its next sleep end at once.
    void wake();
}
