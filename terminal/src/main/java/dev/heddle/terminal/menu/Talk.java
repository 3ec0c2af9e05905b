// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.menu;

import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.client.ClientThread;
import dev.heddle.terminal.command.CommandTable;
import dev.heddle.terminal.command.Ui;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Being in a conversation: every line that is typed is said, until an empty one leads back to the menu.
///
/// Thread: [#in] the one that reads what is typed; the [Ui] part the client's loop.
final class Talk implements Ui {
    private static final int SHOWN_AT_FIRST = 10;

    private final Console console;
    private final ClientThread thread;
    private final MenuEvents events;
    private final Client client;
    private boolean quitting;
    private String reason = "";

    Talk(Console console, ClientThread thread, MenuEvents events) {
        this.console = console;
        this.thread = thread;
        this.events = events;
        this.client = thread.ask(it -> it);
    }

    /// Talks in this conversation.
    ///
    /// @return false: the user wants to end the client
    boolean in(Conversation first) {
        console.tell("What you type is said in " + SafeText.of(first.name())
                + ". An empty line goes back to the menu; /help lists the commands.");
        thread.ask(it -> {
            show(first);
            return true;
        });
        try {
            while (true) {
                String prompt = thread.ask(it -> SafeText.of(current().name()) + "> ");
                String typed = console.askForTalk(prompt);
                if (typed == null || typed.isEmpty() || typed.equals("/menu")) {
                    return true;
                }
                boolean goesOn = thread.ask(it -> {
                    CommandTable.all().typed(it, this, typed);
                    return !quitting;
                });
                if (!goesOn) {
                    return false;
                }
                if (!thread.ask(it -> events.isIn())) {
                    return true;
                }
            }
        } finally {
            thread.tell(it -> it.watch(null));
        }
    }

    String reason() {
        return reason;
    }

    // ---- for commands

    @Override
    public Conversation current() {
        var watched = client.model().watched();
        return watched == null ? client.model().server() : watched;
    }

    @Override
    public void tell(String text) {
        events.tell(text);
    }

    @Override
    public void problem(String text) {
        events.tell("! " + SafeText.of(text));
    }

    @Override
    public void show(Conversation where) {
        if (client.model().watched() == where) {
            return;
        }
        client.watch(where);
        var last = lastSpoken(where);
        if (!last.isEmpty()) {
            events.tell("The last of " + SafeText.of(where.name()) + ":");
            last.forEach(entry -> events.show(client, where, entry));
        }
    }

    private List<Entry> lastSpoken(Conversation where) {
        var last = new ArrayList<Entry>();
        var all = where.entries();
        for (int i = all.size() - 1; i >= 0 && last.size() < SHOWN_AT_FIRST; i--) {
            if (all.get(i).kind().isSpeech() && !client.model().isHidden(where, all.get(i))) {
                last.addFirst(all.get(i));
            }
        }
        return last;
    }

    @Override
    public void leave(Conversation where) {
        client.watch(null);
        events.tell("You have left " + SafeText.of(where.name()) + "; an empty line goes back to the menu.");
    }

    @Override
    public void clear() {
        events.tell("(this terminal mode shows everything line by line; there is nothing to clear)");
    }

    @Override
    public void quit(String why) {
        quitting = true;
        reason = why;
    }

    /// The conversation of this name; null when there is none.
    @Nullable
    Conversation find(String name) {
        return thread.ask(it -> new Found(it.model().find(name))).where();
    }

    private record Found(@Nullable Conversation where) {}
}
