// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import org.jspecify.annotations.Nullable;

/// A typed question to a session or layer: "how much is waiting", "stop reading". A layer that does not know it
/// asks below, or answers [#unsupported()].
///
/// @param <A> what the answer is
public interface Control<A extends @Nullable Object> {
    /// The answer where nobody knows the question.
    A unsupported();
}
