// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import java.util.List;

/// What is between the user and the server.
final class ServerCommands {
    private ServerCommands() {}

    static List<Command> all() {
        return List.of(
                Command.of("ns", "TEXT", "asks NickServ, who keeps the accounts", line -> service(line, "NS")),
                Command.of("cs", "TEXT", "asks ChanServ, who keeps the channels", line -> service(line, "CS")),
                Command.of("quote raw", "LINE", "sends a line of the protocol as it is", ServerCommands::quote),
                Command.of("reconnect", "", "comes back now, when the connection is lost", ServerCommands::reconnect),
                Command.of(
                        "quit exit bye",
                        "[REASON]",
                        "ends the client",
                        line -> line.ui().quit(line.rest())));
    }

    private static void service(Line line, String command) {
        line.unless(line.client().raw(command + " " + (line.hasMore() ? line.rest() : "HELP")));
    }

    private static void quote(Line line) {
        if (line.hasMore()) {
            line.unless(line.client().raw(line.rest()));
        } else {
            line.wrong("which line?");
        }
    }

    private static void reconnect(Line line) {
        if (!line.client().hurry()) {
            line.ui()
                    .problem(
                            line.client().isReady()
                                    ? "the connection is there"
                                    : "the client is not waiting to come back");
        }
    }
}
