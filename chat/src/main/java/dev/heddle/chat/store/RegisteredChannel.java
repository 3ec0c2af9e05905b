// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import org.jspecify.annotations.Nullable;

/// A registered channel, without its lists and roles.
///
/// @param name as displayed
/// @param folded the key
/// @param founder account, folded
/// @param createdMillis when the channel came to be, since 1970, UTC
/// @param modes letters without parameter, sorted, such as `nrt`
/// @param key mode k; null if there is none
/// @param limit mode l; 0 if there is none
/// @param topic null if there is none
/// @param retention this channel's own; null for the server's
/// @param historyFromJoin whether members see only what came after they joined; null for the server's policy
public record RegisteredChannel(
        String name,
        String folded,
        String founder,
        long createdMillis,
        String modes,
        @Nullable String key,
        int limit,
        @Nullable Topic topic,
        @Nullable Retention retention,
        @Nullable Boolean historyFromJoin) {
    /// A topic.
    ///
    /// @param text never empty
    /// @param setter mask or nick
    /// @param timeMillis since 1970, UTC
    public record Topic(String text, String setter, long timeMillis) {}

    /// With another retention.
    public RegisteredChannel withRetention(@Nullable Retention other) {
        return new RegisteredChannel(
                name, folded, founder, createdMillis, modes, key, limit, topic, other, historyFromJoin);
    }

    /// With another policy for who sees its history.
    public RegisteredChannel withHistoryFromJoin(@Nullable Boolean fromJoin) {
        return new RegisteredChannel(
                name, folded, founder, createdMillis, modes, key, limit, topic, retention, fromJoin);
    }
}
