// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.command.Command.Access;
import java.util.ArrayList;
import java.util.List;

/// CONSOLE: what operators do at the socket in the data directory. For everybody else there is no such command.
public final class ConsoleCommand {
    private static final List<Console.Row> ROWS = rows();

    private ConsoleCommand() {}

    private static List<Console.Row> rows() {
        List<Console.Row> rows = new ArrayList<>();
        ServerConsole.addTo(rows);
        AccountConsole.addTo(rows);
        ChannelConsole.addTo(rows);
        BanConsole.addTo(rows);
        return List.copyOf(rows);
    }

    static void addTo(CommandTable table) {
        table.add("CONSOLE", Access.ANYBODY, 0, ConsoleCommand::run);
    }

    /// Help for whoever shows it: usage and summary of each command that begins with `word`, empty for all.
    public static List<String[]> help(String word) {
        List<String[]> lines = new ArrayList<>();
        for (Console.Row row : ROWS) {
            if (word.isEmpty() || row.words().equals(word) || row.words().startsWith(word + " ")) {
                lines.add(new String[] {row.usage(), row.summary()});
            }
        }
        return lines;
    }

    private static void run(Call call) {
        if (!call.client().peer().operator()) {
            CommandTable.unknown(call);
            return;
        }
        List<String> words = call.message().params();
        for (Console.Row row : ROWS) {
            int own = row.wordCount();
            if (words.size() >= own && String.join(" ", words.subList(0, own)).equals(row.words())) {
                Console console = new Console(call, words.subList(own, words.size()));
                if (console.count() < row.wanted()) {
                    console.refuse("Wanted: " + row.usage());
                } else {
                    row.handler().handle(console);
                }
                return;
            }
        }
        new Console(call, words).refuse("No such command: " + String.join(" ", words));
    }
}
