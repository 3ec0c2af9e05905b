// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// All commands, and what becomes of a line that the user has typed. Any thread finds; commands run on the
/// client's loop.
public final class CommandTable {
    private static final CommandTable ALL = new CommandTable();

    private final Map<String, Command> byName = new LinkedHashMap<>();
    private final List<Command> inOrder = new ArrayList<>();

    private CommandTable() {
        add(Command.of("help h", "[COMMAND]", "tells about the commands", this::help));
        TalkCommands.all().forEach(this::add);
        ChannelCommands.all().forEach(this::add);
        PeopleCommands.all().forEach(this::add);
        ServerCommands.all().forEach(this::add);
    }

    /// The table.
    public static CommandTable all() {
        return ALL;
    }

    private void add(Command command) {
        inOrder.add(command);
        for (String name : command.names()) {
            if (byName.put(name, command) != null) {
                throw new IllegalStateException("command /" + name + ": wanted one, got two");
            }
        }
    }

    /// Every command, in the order of the help.
    public List<Command> commands() {
        return List.copyOf(inOrder);
    }

    /// Does what a typed line says: runs a command, or says the line where the user is. Two slashes at the
    /// beginning say a text that begins with one.
    public void typed(Client client, Ui ui, String text) {
        if (text.isBlank()) {
            return;
        }
        if (!text.startsWith("/") || text.startsWith("//")) {
            say(client, ui, text.startsWith("//") ? text.substring(1) : text);
            return;
        }
        int end = text.indexOf(' ');
        String name = text.substring(1, end < 0 ? text.length() : end).toLowerCase(Locale.ROOT);
        var command = byName.get(name);
        if (command == null) {
            ui.problem("there is no command /" + name + "; /help lists them");
            return;
        }
        command.action().run(new Line(client, ui, command, end < 0 ? "" : text.substring(end + 1)));
    }

    private static void say(Client client, Ui ui, String text) {
        var where = ui.current();
        if (where.kind() == Conversation.Kind.SERVER) {
            ui.problem("nobody hears you here: /join a channel or /query a person first");
        } else if (where.kind() == Conversation.Kind.CHANNEL && !where.isJoined() && client.isReady()) {
            ui.problem("you are not in " + where.name() + " any more: /join " + where.name());
        } else {
            String refusal = client.say(where.name(), Entry.Kind.MESSAGE, text);
            if (!refusal.isEmpty()) {
                ui.problem(refusal);
            }
        }
    }

    private void help(Line line) {
        String name = line.word().replaceFirst("^/", "").toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            line.ui().tell("Commands (/help COMMAND tells more):");
            for (var command : inOrder) {
                line.ui().tell("  " + command.usage() + " - " + command.help());
            }
            return;
        }
        var command = byName.get(name);
        if (command == null) {
            line.ui().problem("there is no command /" + name + "; /help lists them");
            return;
        }
        line.ui().tell(command.usage() + " - " + command.help());
        if (command.names().size() > 1) {
            line.ui()
                    .tell("  also: /"
                            + String.join(
                                    ", /",
                                    command.names().subList(1, command.names().size())));
        }
    }
}
