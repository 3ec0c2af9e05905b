// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import dev.heddle.terminal.model.Conversation;

/// What a command needs of the way in which the client is used. Thread: the client's loop.
public interface Ui {
    /// The conversation that the user is in.
    Conversation current();

    /// Tells the user something where they look. Texts of others in it have been made safe.
    void tell(String text);

    /// Tells the user that something did not work.
    void problem(String text);

    /// Goes to this conversation.
    void show(Conversation where);

    /// Leaves this conversation, which is about to be forgotten.
    void leave(Conversation where);

    /// Forgets what is shown, not what was said.
    void clear();

    /// Ends the client.
    void quit(String reason);
}
