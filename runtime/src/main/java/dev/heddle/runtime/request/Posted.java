// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import org.jspecify.annotations.Nullable;

/// Something that another thread wants done on the loop of a [RequestLoop]. Each may be under way once at a
/// time.
abstract class Posted {
    /** The one posted before it; owned by the poster until it is posted, then by the loop. */
    @Nullable
    Posted next;

    /** Does it; called once per post, on the loop. */
    abstract void run();

    /** Called instead of [#run], on the poster's thread or the loop's, when the loop is closed. */
    abstract void refuse();
}
