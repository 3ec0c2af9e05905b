// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.graph.Control;
import org.jspecify.annotations.Nullable;

/// Asks a session that [Http] has given away for the head of the request that asked for it, detached. Null
/// where there was none.
public record UpgradedHead() implements Control<@Nullable RequestHead> {
    @Override
    public @Nullable RequestHead unsupported() {
        return null;
    }
}
