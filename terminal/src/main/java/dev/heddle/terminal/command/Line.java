// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.model.Conversation;

/// One use of a command: who uses it, where, and what follows it. Thread: the client's loop; one use.
public final class Line {
    private final Client client;
    private final Ui ui;
    private final Command command;
    private String rest;

    Line(Client client, Ui ui, Command command, String rest) {
        this.client = client;
        this.ui = ui;
        this.command = command;
        this.rest = rest.strip();
    }

    Client client() {
        return client;
    }

    Ui ui() {
        return ui;
    }

    Conversation current() {
        return ui.current();
    }

    boolean hasMore() {
        return !rest.isEmpty();
    }

    /// The next word; empty when there is none.
    String word() {
        int end = rest.indexOf(' ');
        String word = end < 0 ? rest : rest.substring(0, end);
        rest = end < 0 ? "" : rest.substring(end + 1).stripLeading();
        return word;
    }

    /// Everything that is left.
    String rest() {
        String all = rest;
        rest = "";
        return all;
    }

    /// The channel that is named next, or the one that the user is in; empty, and told, when there is neither.
    String channel() {
        if (hasMore() && client.model().features().isChannel(rest)) {
            return word();
        }
        if (current().kind() == Conversation.Kind.CHANNEL) {
            return current().name();
        }
        wrong("you are not in a channel; name one");
        return "";
    }

    /// The command was not used as it should be.
    void wrong(String problem) {
        ui.problem(problem + ". It is used like this: " + command.usage());
    }

    /// Tells the refusal, if it is one.
    void unless(String refusal) {
        if (!refusal.isEmpty()) {
            ui.problem(refusal);
        }
    }
}
