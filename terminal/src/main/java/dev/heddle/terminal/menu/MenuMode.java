// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.menu;

import dev.heddle.terminal.client.ClientThread;
import dev.heddle.terminal.command.EntryWords;
import dev.heddle.terminal.link.KnownServers;
import dev.heddle.terminal.link.ServerAddress;
import java.time.ZoneId;
import java.util.Locale;
import org.jline.terminal.Terminal;

/// The whole client with menus, from the first one to the goodbye. Thread: the caller's, which waits.
public final class MenuMode {
    private MenuMode() {}

    /// Runs it in a terminal, which stays the caller's.
    ///
    /// @param suggestedNick the name to offer; empty for none
    public static void run(Terminal terminal, ServerAddress server, KnownServers known, String suggestedNick) {
        var completer = new TalkCompleter();
        var console = new Console(terminal, completer);
        var outcomes = new Outcomes();
        try (var arrivals = new Arrivals(console)) {
            var words = new EntryWords(ZoneId.systemDefault(), Locale.getDefault());
            var events = new MenuEvents(arrivals, outcomes, words, console.isDumb());
            try (var client = ClientThread.start("chat", known, events)) {
                client.tell(events::of);
                completer.of(client);
                var entrance = new Entrance(console, server, known, suggestedNick, outcomes);
                while (entrance.enter(client) != null) {
                    var rooms = new Rooms(console, client, events);
                    if (rooms.stay()) {
                        client.tell(it -> it.quit(rooms.reason()));
                        break;
                    }
                }
            }
        }
        console.tell("Goodbye.");
    }
}
