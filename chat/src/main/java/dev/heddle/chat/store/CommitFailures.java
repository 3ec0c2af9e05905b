// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The ranges of sequences whose commit failed: an immutable list, newest last, replaced by its one writer and read
/// by anyone.
///
/// Limit: [#KEPT_MAX] ranges.
public final class CommitFailures {
    /// How many ranges are remembered.
    public static final int KEPT_MAX = 1024;

    /// None.
    public static final CommitFailures NONE = new CommitFailures(new Range[0]);

    private record Range(long from, long to, StoreFailure why) {}

    private final Range[] ranges;

    private CommitFailures(Range[] ranges) {
        this.ranges = ranges;
    }

    /// These and the range `[from, to]`, which lies above all before.
    public CommitFailures with(long from, long to, StoreFailure why) {
        var drop = ranges.length == KEPT_MAX ? 1 : 0;
        var copy = Arrays.copyOfRange(ranges, drop, ranges.length + 1);
        copy[copy.length - 1] = new Range(from, to, why);
        return new CommitFailures(copy);
    }

    /// Why the event with this sequence failed; null if it did not, or if that is too long ago.
    public @Nullable StoreFailure of(long sequence) {
        for (var i = ranges.length - 1; i >= 0 && ranges[i].to >= sequence; i--) {
            if (ranges[i].from <= sequence) {
                return ranges[i].why;
            }
        }
        return null;
    }
}
