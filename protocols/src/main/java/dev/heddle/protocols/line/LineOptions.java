// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.line;

import dev.heddle.runtime.unit.UnitHeap;

/// How lines are cut out of a stream. Immutable, any thread.
///
/// @param heap keeps partial lines, and carries lines that go up as messages; a line longer than its unit is
///     a chain
/// @param limitBytes the longest line, its end not counted
/// @param closeTooLong whether a longer one cuts the connection; else it is an event, and reading goes on
///     after it
public record LineOptions(UnitHeap heap, int limitBytes, boolean closeTooLong) {
    /// Checks the limit.
    public LineOptions {
        if (limitBytes < 1) {
            throw new IllegalArgumentException("line: wanted a limit of at least 1 byte, got " + limitBytes);
        }
    }

    /// A longer line is an event.
    public static LineOptions of(UnitHeap heap, int limitBytes) {
        return new LineOptions(heap, limitBytes, false);
    }

    /// A longer line cuts the connection.
    public LineOptions closingTooLong() {
        return new LineOptions(heap, limitBytes, true);
    }
}
