// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import java.util.List;

/// The timings of one request and of the requests below it. It is a copy: it survives them.
///
/// Times are instants of the loop's clock, one reading per turn.
///
/// @param label the request's label
/// @param state its state when the profile was taken
/// @param createdNanos when it was created or reset
/// @param startedNanos when its trigger ran; equal to `createdNanos` if it never was in a queue; -1 while it
///     waits
/// @param endedNanos when it ended; -1 while it is in progress
/// @param children those that [Promise#child] made, in the order of their ends, then those still in progress
/// @param omitted children beyond the limit of 256, not listed
public record RequestProfile(
        String label,
        RequestState state,
        long createdNanos,
        long startedNanos,
        long endedNanos,
        List<RequestProfile> children,
        int omitted) {
    /** A copy of the list is kept. */
    public RequestProfile {
        children = List.copyOf(children);
    }

    /** The time before its trigger ran; -1 while it waits. */
    public long waitedNanos() {
        return startedNanos < 0 ? -1 : startedNanos - createdNanos;
    }

    /** From creation to end; -1 while it is in progress. */
    public long totalNanos() {
        return endedNanos < 0 ? -1 : endedNanos - createdNanos;
    }

    /// The tree as text: a line per request, two blanks deeper per level, times in microseconds from the
    /// root's creation.
    ///
    /// @return the lines, each ending in a line feed
    public String print() {
        var text = new StringBuilder();
        print(text, 0, createdNanos);
        return text.toString();
    }

    private void print(StringBuilder text, int depth, long zeroNanos) {
        text.repeat(' ', 2 * depth).append(label).append(' ').append(state);
        text.append(" at ").append((createdNanos - zeroNanos) / 1000).append(" us");
        if (waitedNanos() > 0) {
            text.append(", waited ").append(waitedNanos() / 1000).append(" us");
        }
        if (endedNanos >= 0) {
            text.append(", took ").append(totalNanos() / 1000).append(" us");
        }
        text.append('\n');
        for (var child : children) {
            child.print(text, depth + 1, zeroNanos);
        }
        if (omitted > 0) {
            text.repeat(' ', 2 * depth + 2).append("and ").append(omitted).append(" more\n");
        }
    }
}
