// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

/// The work of a request: what its queue runs when its turn has come.
///
/// @param <T> the value that the request ends with
@FunctionalInterface
public interface Trigger<T> {
    /// Begins the work. It may end the promise at once, or keep it and end it turns later. What it throws
    /// fails the promise.
    ///
    /// @param promise the working side; after [RequestQueue#rearm()] the same one is given again
    void start(Promise<T> promise);
}
