// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import dev.heddle.chat.message.MessageId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the hub asks to be kept. Each event is stored whole or not at all.
public sealed interface StoreEvent {
    /// Stays of one account that are remembered.
    int STAYS_MAX = 500;

    /// A message or event of the history, kept in each of its places (none is allowed: then only the nonce is
    /// kept).
    ///
    /// @param nonce what the sender's own client uses to find the message again; null if it sent none
    record Posted(
            HistoryEntry entry,
            List<Place> places,
            @Nullable Nonce nonce) implements StoreEvent {}

    /// One message goes from these places, for good.
    record Redacted(MessageId message, List<Place> places) implements StoreEvent {}

    /// A new account. REJECTED if the name is taken.
    record AccountCreated(Account account) implements StoreEvent {}

    /// Everything about an account but its name. REJECTED if there is none.
    record AccountChanged(Account account) implements StoreEvent {}

    /// The account goes, with its private history, its read positions and its access to channels.
    record AccountDeleted(String folded) implements StoreEvent {}

    /// A registered channel, new or changed: all but its lists.
    record ChannelSaved(RegisteredChannel channel) implements StoreEvent {}

    /// The channel is no longer registered; its lists go, its history stays until retention takes it.
    record ChannelDropped(String folded) implements StoreEvent {}

    /// A mask in one of a registered channel's lists, new or changed. REJECTED if the channel is not
    /// registered.
    record ListMaskAdded(String channel, ChannelMask mask) implements StoreEvent {}

    /// The mask leaves the list.
    record ListMaskRemoved(String channel, char list, String mask) implements StoreEvent {}

    /// An account's role in a registered channel, new or changed. REJECTED if the channel is not registered.
    record AccessSet(String channel, String account, char role) implements StoreEvent {}

    /// The account has no role in the channel any more.
    record AccessRemoved(String channel, String account) implements StoreEvent {}

    /// A server ban, new or changed.
    record BanAdded(ServerBan ban) implements StoreEvent {}

    /// The ban is lifted.
    record BanRemoved(ServerBan.Kind kind, String mask) implements StoreEvent {}

    /// How far an account has read a buffer. Never goes back.
    record ReadPositionSet(String account, String name, ReadPosition position) implements StoreEvent {}

    /// An account's stay in a channel begins. One that goes on already is kept as it is. Of more than [#STAYS_MAX]
    /// stays of one account the oldest is forgotten.
    ///
    /// @param account folded
    /// @param channel folded
    /// @param sequence of the join
    record StayBegan(String account, String channel, long sequence) implements StoreEvent {}

    /// The account has left the channel, or was removed from it.
    record StayEnded(String account, String channel) implements StoreEvent {}

    /// A setting of the server itself, such as the hash of the one-time code for the first administrator.
    record SettingSaved(String key, String value) implements StoreEvent {}

    /// The setting is forgotten: the code was used.
    record SettingRemoved(String key) implements StoreEvent {}

    /// A buffer's history up to and including a sequence goes, for good.
    record HistoryPurged(Place place, long upToSequence) implements StoreEvent {}

    /// Deletes what retention does not keep, for good, and forgets nonces that are too old. Each such event
    /// looks at the next `placesMax` buffers, round and round, and deletes at most `entriesMax` entries, so
    /// that commits never wait long: the hub sends one from time to time.
    ///
    /// @param nowMillis since 1970, UTC
    /// @param retention for every buffer whose channel has none of its own
    /// @param nonceAgeMillisMax older nonces are forgotten
    record HistoryExpired(long nowMillis, Retention retention, long nonceAgeMillisMax, int placesMax, int entriesMax)
            implements StoreEvent {}
}
