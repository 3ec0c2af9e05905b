// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Control;

/// How many bytes are pushed and not yet with the kernel. 0 where nobody knows.
public record OutboxBytes() implements Control<Integer> {
    @Override
    public Integer unsupported() {
        return 0;
    }
}
