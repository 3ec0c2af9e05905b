// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

/// Where an entry is kept: a channel, or one side of a private conversation.
///
/// All names are folded. A private message is kept once per side that has an account: under the account of that
/// side and the name of the other (its account, or its nick where it has none). So nobody's history hangs on a
/// nick that changes hands.
public sealed interface Place {
    /// The name of the buffer as CHATHISTORY asks for it: the channel or the other side.
    String name();

    /// The history of a channel.
    ///
    /// @param name folded
    record OfChannel(String name) implements Place {}

    /// One account's side of a private conversation.
    ///
    /// @param account whose side, folded
    /// @param name the other side, folded
    record OfAccount(String account, String name) implements Place {}

    /// The history of a channel.
    static Place channel(String folded) {
        return new OfChannel(folded);
    }

    /// One account's side of a private conversation with `other`.
    static Place conversation(String account, String other) {
        return new OfAccount(account, other);
    }
}
