// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.menu;

import dev.heddle.terminal.client.Answer;
import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.client.ClientThread;
import dev.heddle.terminal.command.Lists;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.text.SafeText;
import dev.heddle.terminal.wire.LineBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The second menu, for those who are in: online, private chat, group chat, history, mute, help, quit.
///
/// Thread: the one that reads what is typed.
final class Rooms {
    private static final List<List<String>> CHOICES = List.of(
            List.of("1", "online", "o"),
            List.of("2", "private", "private chat", "p"),
            List.of("3", "group", "group chat", "g"),
            List.of("4", "history", "h"),
            List.of("5", "mute", "m"),
            List.of("6", "help", "?"),
            List.of("7", "quit", "q", "exit"));
    private static final List<List<String>> GROUP_CHOICES = List.of(
            List.of("1", "talk", "join", "t", "j"),
            List.of("2", "list", "l"),
            List.of("3", "leave", "part"),
            List.of("4", "back", "b", ""));
    private static final long PATIENCE_NANOS = 35_000_000_000L;

    private final Console console;
    private final ClientThread thread;
    private final MenuEvents events;
    private final Talk talk;

    Rooms(Console console, ClientThread thread, MenuEvents events) {
        this.console = console;
        this.thread = thread;
        this.events = events;
        this.talk = new Talk(console, thread, events);
    }

    /// Shows the menu until the user has enough.
    ///
    /// @return true: they want to end the client; false: they are out, and may come in again
    boolean stay() {
        while (thread.ask(it -> events.isIn())) {
            console.tell("");
            tellUnread();
            console.tell("1 online   2 private chat   3 group chat   4 history   5 mute   6 help   7 quit");
            switch (console.choose("Your choice: ", CHOICES)) {
                case 0 -> list(Client::whoIsOnline, Lists::people);
                case 1 -> {
                    if (!privateChat()) {
                        return true;
                    }
                }
                case 2 -> {
                    if (!groupChat()) {
                        return true;
                    }
                }
                case 3 -> history();
                case 4 -> mute();
                case 5 -> help();
                default -> {
                    return true;
                }
            }
        }
        return false;
    }

    String reason() {
        return talk.reason();
    }

    private void tellUnread() {
        var unread = thread.ask(it -> it.model().conversations().stream()
                .filter(where -> where.unread() > 0 && !it.model().isMuted(where.name()))
                .map(where -> SafeText.of(where.name()) + " " + where.unread())
                .toList());
        if (!unread.isEmpty()) {
            console.tell("New messages: " + String.join(", ", unread));
        }
    }

    private void list(
            BiConsumer<Client, Consumer<Answer>> what, java.util.function.Function<Answer, List<String>> words) {
        var answer = thread.<Answer>await(PATIENCE_NANOS, what);
        if (answer == null || !answer.isGiven()) {
            console.tell("The list cannot be had: "
                    + SafeText.of(answer == null ? "the server has not answered" : answer.refusal()) + ".");
        } else {
            words.apply(answer).forEach(console::tell);
        }
    }

    private @Nullable String name(String prompt) {
        String name = console.ask(prompt);
        if (name == null || name.isEmpty()) {
            return null;
        }
        if (!LineBuilder.isWord(name) || name.indexOf(',') >= 0) {
            console.tell("A name is one word, without spaces and commas.");
            return null;
        }
        return name;
    }

    private boolean privateChat() {
        String name = name("With whom (empty: back): ");
        if (name == null) {
            return true;
        }
        boolean channel = thread.ask(it -> it.model().features().isChannel(name));
        if (channel) {
            console.tell(SafeText.of(name) + " is a channel; group chat leads there.");
            return true;
        }
        Conversation where = thread.ask(it -> it.talkTo(name));
        settle();
        return talk.in(where);
    }

    private boolean groupChat() {
        while (true) {
            var joined = thread.ask(it -> it.model().joined().stream()
                    .map(where -> SafeText.of(where.name()))
                    .toList());
            console.tell(joined.isEmpty() ? "You are in no channel." : "You are in " + String.join(", ", joined) + ".");
            console.tell("1 talk in a channel   2 list of channels   3 leave a channel   4 back");
            switch (console.choose("Your choice: ", GROUP_CHOICES)) {
                case 0 -> {
                    String name = name("Which channel (it is made if there is none of that name): ");
                    if (name != null && !talkIn(name)) {
                        return false;
                    }
                }
                case 1 -> list(Client::listChannels, Lists::channels);
                case 2 -> leave();
                default -> {
                    return true;
                }
            }
        }
    }

    private boolean talkIn(String typed) {
        String name = thread.ask(it -> it.model().features().isChannel(typed) ? typed : "#" + typed);
        var there = talk.find(name);
        if (there == null || !thread.ask(it -> there.isJoined())) {
            String refusal = thread.ask(it -> it.join(name, ""));
            var answer = refusal.isEmpty() ? thread.<Answer>await(PATIENCE_NANOS, Client::sync) : null;
            var entered = talk.find(name);
            if (entered == null || !thread.ask(it -> entered.isJoined())) {
                boolean silent = refusal.isEmpty() && answer == null;
                console.tell("You are not in " + SafeText.of(name) + ": "
                        + (silent
                                ? "the server has not answered."
                                : refusal.isEmpty() ? "see what the server says." : SafeText.of(refusal) + "."));
                return true;
            }
        }
        Conversation where = thread.ask(it -> it.open(name));
        settle();
        return talk.in(where);
    }

    /// What was said before is here before the user is.
    private void settle() {
        if (thread.ask(Client::isReady) && thread.<Answer>await(PATIENCE_NANOS, Client::sync) == null) {
            console.tell("The server has not answered; what was said before is missing.");
        }
    }

    private void leave() {
        String typed = name("Which channel: ");
        if (typed == null) {
            return;
        }
        String name = thread.ask(it -> it.model().features().isChannel(typed) ? typed : "#" + typed);
        var where = talk.find(name);
        if (where == null || !thread.ask(it -> where.isJoined())) {
            console.tell("You are not in " + SafeText.of(name) + ".");
            return;
        }
        thread.ask(it -> {
            it.close(where);
            return true;
        });
        var answer = thread.<Answer>await(PATIENCE_NANOS, Client::sync);
        console.tell(
                answer != null && answer.isGiven()
                        ? "You have left " + SafeText.of(name) + "."
                        : "The server has not answered.");
    }

    private void history() {
        String name = name("Of which channel or whom (empty: back): ");
        if (name != null) {
            new PastPages(console, thread, events, name).show();
        }
    }

    private void mute() {
        var mutes = thread.ask(it -> it.model().mutes());
        console.tell(mutes.isEmpty() ? "Nothing is muted." : "Muted: " + SafeText.of(String.join(", ", mutes)) + ".");
        String name = name("A channel or a person to mute, or to show again (empty: back): ");
        if (name == null) {
            return;
        }
        boolean muted = thread.ask(it -> {
            boolean on = !it.model().isMuted(name);
            it.mute(name, on);
            return on;
        });
        console.tell(
                muted
                        ? "Nothing of " + SafeText.of(name)
                                + " is shown any more. What is said is still in the history."
                        : SafeText.of(name) + " is shown again.");
    }

    private void help() {
        var lines = new ArrayList<String>();
        lines.add("Online: lists everybody who is here now.");
        lines.add(
                "Private chat: asks for a name; what you type then only that person reads. Messages to somebody with an account");
        lines.add("wait for them while they are away.");
        lines.add("Group chat: channels, whose names begin with #. What you type is read by everybody in the channel.");
        lines.add("History: shows what was said before, page by page.");
        lines.add("Mute: shows nothing more of a channel or of a person, until you say otherwise.");
        lines.add("In a chat an empty line leads back to the menu, and /help lists what else can be done.");
        lines.forEach(console::tell);
    }
}
