// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.terminal.wire.IrcLine;
import java.util.List;

/// What came of a question. Any thread; immutable.
///
/// @param lines what the server answered, its error lines not among them
/// @param refusal why there is no answer, in words; empty when there is one
public record Answer(List<IrcLine> lines, String refusal) {
    /// Keeps its own copy.
    public Answer {
        lines = List.copyOf(lines);
    }

    /// Whether there is an answer.
    public boolean isGiven() {
        return refusal.isEmpty();
    }
}
