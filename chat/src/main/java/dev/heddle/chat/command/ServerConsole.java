// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Utf8;
import java.util.ArrayList;
import java.util.List;

/// The operator's commands about the server and who is on it.
final class ServerConsole {
    private static final int TEXT_BYTES_MAX = 400;

    private ServerConsole() {}

    static void addTo(List<Console.Row> rows) {
        rows.add(new Console.Row("status", "[json]", 0, "what goes on inside the server", ServerConsole::around));
        rows.add(new Console.Row("reload", "", 0, "loads configuration and certificates again", ServerConsole::reload));
        rows.add(new Console.Row("stop", "", 0, "ends the server as SIGTERM does", ServerConsole::around));
        rows.add(new Console.Row(
                "backup",
                "FILE",
                1,
                "writes a whole copy of the database while the server runs",
                ServerConsole::around));
        rows.add(new Console.Row("broadcast", "TEXT", 1, "tells every user something", ServerConsole::broadcast));
        rows.add(new Console.Row("users list", "", 0, "who is connected, from where", ServerConsole::list));
        rows.add(new Console.Row("users kill", "NICK [REASON]", 1, "disconnects somebody", ServerConsole::kill));
        rows.add(new Console.Row(
                "users code", "", 0, "a new one-time code for the first administrator", ServerConsole::code));
    }

    /// What the program around the hub does.
    private static void around(Console console) {
        Call call = console.call();
        Services.ServerHooks hooks = call.services().hooks();
        call.await();
        hooks.operate(
                call.message().params(),
                outcome -> hooks.hubExecutor()
                        .execute(() -> call.resume(() -> {
                            if (outcome.problem().isEmpty()) {
                                console.done(outcome.lines());
                            } else {
                                console.refuse(outcome.problem());
                            }
                        })));
    }

    private static void reload(Console console) {
        Call call = console.call();
        int before = CapCommands.offered(call.hub());
        List<String> told = call.services().hooks().rehash();
        CapCommands.announce(call.services(), before);
        if (!told.isEmpty() && told.getFirst().startsWith(Services.ServerHooks.NOTHING_CHANGED)) {
            console.refuse(String.join("; ", told));
        } else {
            console.done(told);
        }
    }

    private static void broadcast(Console console) {
        Call call = console.call();
        String text = Utf8.truncated(console.rest(0), TEXT_BYTES_MAX);
        List<Long> users = new ArrayList<>();
        call.hub().users().forEach(user -> users.add(user.id()));
        call.answer(new Broadcast(text, users), () -> console.done("Told " + users.size() + " users"));
    }

    /// A step at a time, because each user is told alone.
    private static final class Broadcast implements Cursor {
        private final String text;
        private final List<Long> users;
        private int at;

        Broadcast(String text, List<Long> users) {
            this.text = text;
            this.users = users;
        }

        @Override
        public boolean step(Call call) {
            Hub hub = call.hub();
            for (int end = Math.min(users.size(), at + STEP_LINES); at < end; at++) {
                User user = hub.user(users.get(at));
                for (int i = 0; user != null && i < user.clientCount(); i++) {
                    call.line()
                            .begin(call.nowMillis())
                            .source(call.serverName())
                            .command("NOTICE")
                            .param(user.nick())
                            .trailing(text);
                    hub.tell(user.client(i), call.line().end());
                }
            }
            return at < users.size();
        }
    }

    private static void list(Console console) {
        List<String> lines = new ArrayList<>();
        for (User user : console.call().hub().users()) {
            String account = user.account();
            lines.add(user.nick() + "!" + user.username() + "@" + user.realHost() + " " + user.address()
                    + (account == null ? "" : " account " + account)
                    + (user.isOperator() ? " operator" : "")
                    + (user.clientCount() == 1 ? "" : " " + user.clientCount() + " connections")
                    + " in " + user.membershipCount() + " channels");
        }
        lines.add(lines.size() + " users");
        console.done(lines);
    }

    private static void kill(Console console) {
        Call call = console.call();
        User target = call.hub().user(console.argument(0));
        if (target == null) {
            console.refuse("Nobody is here under the nick " + console.argument(0));
            return;
        }
        String reason = console.rest(1).isEmpty() ? "no reason" : console.rest(1);
        OperatorCommands.remove(call, target, "Killed (" + call.serverName() + " (" + reason + "))");
        console.done(target.nick() + " was disconnected");
    }

    private static void code(Console console) {
        Services services = console.call().services();
        String code = services.firstAdministrator().offer(services);
        if (code.isEmpty()) {
            console.refuse("There is an administrator already");
        } else {
            console.done("Log in to an account, then /quote CLAIM " + code);
        }
    }
}
