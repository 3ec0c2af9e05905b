// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import dev.heddle.chat.message.MessageId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A question to the store.
///
/// @param <R> what answers it; absence is an empty Optional here, because null does not travel well through
///     callbacks
public sealed interface Query<R> {
    /// A page of one buffer, oldest entry first.
    ///
    /// @param place which buffer
    /// @param span which part of it
    /// @param visibleFrom entries with a lower sequence are not shown (the member's join); 0 shows all
    /// @param events whether joins, modes and the like are shown and counted too
    /// @param limit at most so many entries
    record History(Place place, Span span, long visibleFrom, boolean events, int limit) implements Query<HistoryPage> {}

    /// Buffers whose latest message lies strictly between two instants, ordered by that message, oldest first.
    ///
    /// Of more than `limit` those nearest to `from` are answered, so that a client can page in either
    /// direction.
    ///
    /// @param account whose private conversations are looked through, folded; empty for none
    /// @param channels which channels are looked through
    /// @param fromMillis one end; may be later than the other
    /// @param toMillis the other end
    record Targets(String account, List<ChannelView> channels, long fromMillis, long toMillis, int limit)
            implements Query<List<Target>> {}

    /// What came after the account's read position: one page per buffer that has something, oldest entries
    /// first, the newest `limit` of each. A buffer whose unread entries were all sent by the account itself is
    /// left out.
    ///
    /// @param account folded; all its private conversations are looked through
    /// @param channels which channels are looked through
    /// @param events whether joins, modes and the like are shown too
    /// @param limit at most so many entries per buffer
    /// @param placesMax at most so many buffers, those with the newest entries
    record Unread(String account, List<ChannelView> channels, boolean events, int limit, int placesMax)
            implements Query<List<HistoryPage>> {}

    /// The account with this folded name.
    record AccountNamed(String folded) implements Query<Optional<Account>> {}

    /// The account with this certificate.
    record AccountWithFingerprint(String fingerprint) implements Query<Optional<Account>> {}

    /// The names and roles of all accounts, by folded name.
    record AccountNames() implements Query<List<AccountName>> {}

    /// How far an account has read, by buffer name.
    record ReadPositions(String account) implements Query<Map<String, ReadPosition>> {}

    /// Since when an account has been in channels, as the sequences of its joins, by folded name of the channel.
    /// Losing the connection ends no stay; leaving does.
    record Stays(String account) implements Query<Map<String, Long>> {}

    /// The first message that was sent under this nonce.
    record FirstWithNonce(Nonce nonce) implements Query<Optional<Sent>> {}

    /// A channel as one asker may see it.
    ///
    /// @param name folded
    /// @param visibleFrom entries with a lower sequence are not shown
    record ChannelView(String name, long visibleFrom) {}

    /// A buffer and its latest message.
    record Target(Place place, HistoryEntry latest) {}

    /// An account's name, as displayed and folded, and its role.
    record AccountName(String name, String folded, Account.Role role) {}

    /// What became of a nonce: the id and time of the first message under it, and the entry as long as the
    /// history holds it.
    record Sent(MessageId id, long timeMillis, Optional<HistoryEntry> entry) {}

    /// Which part of a buffer. Bounds are exclusive, except the middle of [Around].
    sealed interface Span {
        /// The newest entries.
        record Latest() implements Span {}

        /// The newest entries after `bound`.
        record LatestAfter(Bound bound) implements Span {}

        /// The entries just before `bound`.
        record Before(Bound bound) implements Span {}

        /// The entries just after `bound`.
        record After(Bound bound) implements Span {}

        /// About half before `bound`, then the entry at it, then the rest.
        record Around(Bound bound) implements Span {}

        /// From `first` towards `second`, which may be the earlier one; of too many, those nearest to `first`.
        record Between(Bound first, Bound second) implements Span {}
    }

    /// A point in a buffer.
    sealed interface Bound {
        /// At a message. It need not exist any more: its place in the order is enough.
        record AtMessage(MessageId id) implements Bound {}

        /// At an instant, milliseconds since 1970, UTC.
        record AtTime(long millis) implements Bound {}
    }
}
