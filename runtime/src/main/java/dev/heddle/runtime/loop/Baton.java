// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import org.jspecify.annotations.Nullable;

/// Which of several owners on one thread is running now; null between steps, when the stepping code itself
/// may look in.
final class Baton {
    private @Nullable Owner holder;

    boolean allows(Owner owner) {
        return holder == null || holder == owner;
    }

    @Nullable
    Owner holder() {
        return holder;
    }

    void give(@Nullable Owner to) {
        holder = to;
    }
}
