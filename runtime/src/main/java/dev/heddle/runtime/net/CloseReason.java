// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Control;

/// Why the peer is gone or was cut, in words for a log or a quit message; empty while it is there.
/// Ask in `closeDone`.
public record CloseReason() implements Control<String> {
    @Override
    public String unsupported() {
        return "";
    }
}
