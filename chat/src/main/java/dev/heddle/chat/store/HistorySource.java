// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What [HistoryPages] needs of an implementation: a buffer is a list of entries in the order of sequences.
///
/// Thread: that of the caller, which is a reader or a stepper.
public interface HistorySource {
    /// The lowest sequence in the buffer whose entry is not before `millis`; Long.MAX_VALUE if there is none.
    long firstSequenceAtOrAfter(Place place, long millis);

    /// Entries strictly between two sequences, oldest first; of more than `limit` the newest or the oldest
    /// ones.
    List<HistoryEntry> between(Place place, Range range);

    /// All private conversations of an account, in the order of their beginning.
    List<Place> conversationsOf(String account);

    /// How far the account has read the buffer with this name; null if it never has.
    @Nullable
    ReadPosition readPosition(String account, String name);

    /// The account a displayed name means.
    String foldAccount(String displayed);

    /// A stretch of a buffer.
    ///
    /// @param fromExclusive entries have a higher sequence
    /// @param toExclusive entries have a lower sequence
    /// @param newest whether the newest or the oldest are kept of too many
    /// @param limit at most so many
    /// @param events whether joins, modes and the like are seen
    record Range(long fromExclusive, long toExclusive, boolean newest, int limit, boolean events) {}
}
