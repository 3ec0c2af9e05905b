// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import dev.heddle.chat.message.Casemapping;
import java.util.List;
import java.util.Map;

/// What a store holds when it is opened, except accounts and history, which are asked for.
///
/// @param casemapping fixed when the store was created
/// @param created whether this very opening created the store
/// @param lastSequence the highest sequence ever stored; 0 for none
/// @param lastTimeMillis the time of that entry; 0 for none
/// @param channels registered channels with their lists and roles
/// @param bans server bans, those that have run out included: only the hub knows the time
/// @param settings of the server itself
public record Snapshot(
        Casemapping casemapping,
        boolean created,
        long lastSequence,
        long lastTimeMillis,
        List<StoredChannel> channels,
        List<ServerBan> bans,
        Map<String, String> settings) {
    /// A registered channel with all that belongs to it.
    ///
    /// @param masks of all its lists, in the order of setting
    /// @param roles by account (folded): the prefix mode letter it gets
    public record StoredChannel(RegisteredChannel channel, List<ChannelMask> masks, Map<String, Character> roles) {}
}
