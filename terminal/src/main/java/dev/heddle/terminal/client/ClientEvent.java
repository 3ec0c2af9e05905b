// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;

/// Something that happened to a client. Thread: told on the loop; the conversations in it are the loop's.
public sealed interface ClientEvent {
    /// Where the connection is.
    ///
    /// @param stage where
    /// @param words for people, beginning with the name of the stage
    record Progress(Stage stage, String words) implements ClientEvent {}

    /// The steps of a connection.
    enum Stage {
        /// It is being opened.
        CONNECTING,
        /// It is open.
        CONNECTED,
        /// It has ended.
        LOST,
        /// It will be opened again.
        WAITING
    }

    /// This user is in; everything may be asked for now.
    ///
    /// @param again whether it was in before and comes back
    record Ready(String nick, String account, boolean again) implements ClientEvent {}

    /// The account that was wanted has been made.
    record Registered(String account) implements ClientEvent {}

    /// The client is not in, and does not try any longer.
    record Failed(Failure why) implements ClientEvent {}

    /// A conversation is there that was not.
    record Opened(Conversation where) implements ClientEvent {}

    /// A conversation has another newest entry.
    ///
    /// @param live whether it happened now; else it came from the history
    record Added(Conversation where, Entry entry, boolean live) implements ClientEvent {}

    /// An own message has come to another stage.
    ///
    /// @param why the server's reason for a refusal; empty otherwise
    record Delivered(Conversation where, Entry entry, String why) implements ClientEvent {}

    /// A page of the history has been taken in.
    ///
    /// @param added how many entries it had that were not there
    record PageTaken(Conversation where, int added) implements ClientEvent {}

    /// The names of a channel are known.
    record NamesKnown(Conversation where) implements ClientEvent {}

    /// Members, topic, counts or presence of a conversation changed.
    record Changed(Conversation where) implements ClientEvent {}

    /// What is behind the client's own name, away, account changed.
    record SelfChanged() implements ClientEvent {}
}
