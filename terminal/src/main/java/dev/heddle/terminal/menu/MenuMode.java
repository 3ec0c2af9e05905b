// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.menu;

import dev.heddle.terminal.client.ClientEvent;
import dev.heddle.terminal.client.ClientListener;
import dev.heddle.terminal.client.ClientThread;
import dev.heddle.terminal.command.EntryWords;
import dev.heddle.terminal.command.Remembered;
import dev.heddle.terminal.link.KnownServers;
import dev.heddle.terminal.link.ServerAddress;
import dev.heddle.terminal.text.SafeText;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Consumer;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/// The whole client, from the first menu to the goodbye. Thread: the caller's, which waits.
public final class MenuMode {
    /// What a user who is in sees instead of the second menu.
    public interface Inside {
        /// Stays until the user has enough or the client is out.
        ///
        /// @param listen says who hears the client's events from now on; to be called on its loop
        Left stay(ClientThread client, Consumer<ClientListener> listen);
    }

    /// How it was left.
    ///
    /// @param enough whether the user has enough; else the client is out
    /// @param reason what to say at the end, or why the client is out
    public record Left(boolean enough, String reason) {}

    /// Where and how.
    ///
    /// @param settings where what is to be remembered is kept
    /// @param suggestedNick the name to offer; empty for none
    public record Visit(Terminal terminal, ServerAddress server, Path settings, String suggestedNick) {}

    /// Hands events to whoever listens at the time. Thread: the loop.
    private static final class Switch implements ClientListener {
        private final ClientListener always;
        private ClientListener current;

        Switch(ClientListener always, ClientListener first) {
            this.always = always;
            current = first;
        }

        void to(ClientListener next) {
            current = next;
        }

        @Override
        public void on(ClientEvent event) {
            always.on(event);
            current.on(event);
        }
    }

    private MenuMode() {}

    /// Runs it in a terminal, which stays the caller's.
    ///
    /// @param inside what follows when the user is in; null for the second menu
    public static void run(Visit visit, @Nullable Inside inside) {
        // What is typed before it is asked for must not show either: it may be a password.
        boolean echo = visit.terminal.echo(false);
        try {
            visit(visit, inside);
        } finally {
            visit.terminal.echo(echo);
        }
    }

    private static void visit(Visit visit, @Nullable Inside inside) {
        var completer = new TalkCompleter();
        var console = new Console(visit.terminal, completer);
        var outcomes = new Outcomes();
        try (var arrivals = new Arrivals(console)) {
            var words = new EntryWords(ZoneId.systemDefault(), Locale.getDefault());
            var events = new MenuEvents(arrivals, outcomes, words, console.isDumb());
            var remembered = new Remembered(visit.settings);
            var listening = new Switch(remembered, events);
            var known = new KnownServers(visit.settings.resolve("known-servers"));
            try (var client = ClientThread.start("chat", known, listening)) {
                client.tell(remembered::of);
                client.tell(events::of);
                completer.of(client);
                var entrance = new Entrance(console, visit.server, known, visit.suggestedNick, outcomes);
                while (entrance.enter(client) != null) {
                    var left = inside == null ? rooms(console, client, events) : inside.stay(client, listening::to);
                    client.tell(it -> listening.to(events));
                    if (left.enough) {
                        client.tell(it -> it.quit(left.reason));
                        break;
                    }
                    if (!left.reason.isEmpty()) {
                        console.tell("You are out: " + SafeText.of(left.reason) + ".");
                    }
                }
            }
        }
        console.tell("Goodbye.");
    }

    private static Left rooms(Console console, ClientThread client, MenuEvents events) {
        var rooms = new Rooms(console, client, events);
        return new Left(rooms.stay(), rooms.reason());
    }
}
