// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.command.Command.Handler;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Message;
import dev.heddle.chat.message.Numeric;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/// All commands by name, and the checks that come before any of them. Immutable once built; thread: the hub.
public final class CommandTable {
    private final Map<String, Command> commands = new HashMap<>();

    /// The table of the chat server.
    public CommandTable() {
        ConnectionCommands.addTo(this);
        CapCommands.addTo(this);
        JoinCommands.addTo(this);
        ChannelCommands.addTo(this);
        ModeCommands.addTo(this);
        NamesCommands.addTo(this);
        ListCommand.addTo(this);
        WhoCommand.addTo(this);
        WhoisCommands.addTo(this);
        PresenceCommands.addTo(this);
        ServerCommands.addTo(this);
        OperatorCommands.addTo(this);
        FirstAdministrator.addTo(this);
        HelpCommand.addTo(this);
        SaslCommands.addTo(this);
        AccountCommands.addTo(this);
        NickServ.addTo(this);
        ChanServ.addTo(this);
        HistoryCommands.addTo(this);
        ReadMarkers.addTo(this);
        MessageCommands.addTo(this);
        MultilineBatch.addTo(this);
        ConsoleCommand.addTo(this);
        AcceptCommand.addTo(this);
        RedactCommand.addTo(this);
    }

    void add(String name, Access access, int minParams, Handler handler) {
        add(name, access, minParams, 1, handler);
    }

    void add(String name, Access access, int minParams, int weight, Handler handler) {
        if (commands.put(name, new Command(name, handler, minParams, access, weight)) != null) {
            throw new IllegalStateException("command table: " + name + " is there twice");
        }
    }

    /// The names, sorted.
    Iterable<String> names() {
        return new TreeSet<>(commands.keySet());
    }

    /// How many tokens of the flood control this message costs.
    public int weight(Message message) {
        Command command = commands.get(message.command());
        return command == null ? 1 : command.weight();
    }

    /// Runs a call, or says why not. Whether it has ended tells [Call#isWaiting].
    public void run(Call call) {
        Command command = commands.get(call.message().command());
        if (command != null
                && (command.access() == Access.ANYBODY || call.caller().isRegistered())
                && call.paramCount() >= command.minParams()
                && command.access() != Access.OPERATORS) {
            call.run(command);
        } else {
            call.run(refused -> refuse(refused, command));
        }
    }

    static void unknown(Call call) {
        if (call.caller().isRegistered()) {
            call.reply(Numeric.ERR_UNKNOWNCOMMAND, call.message().command(), "Unknown command");
        } else {
            call.reply(Numeric.ERR_NOTREGISTERED, "You have not registered");
        }
    }

    private static void refuse(Call call, @org.jspecify.annotations.Nullable Command command) {
        User user = call.client().user();
        if (command == null) {
            unknown(call);
        } else if (!call.caller().isRegistered() && command.access() != Access.ANYBODY) {
            call.reply(Numeric.ERR_NOTREGISTERED, "You have not registered");
        } else if (command.access() == Access.OPERATORS && (user == null || !user.isOperator())) {
            call.reply(Numeric.ERR_NOPRIVILEGES, "Permission Denied - You're not an IRC operator");
        } else if (call.paramCount() < command.minParams()) {
            call.needMoreParams();
        } else {
            command.handler().handle(call);
        }
    }
}
