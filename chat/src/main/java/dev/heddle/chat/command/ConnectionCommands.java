// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_ALREADYREGISTERED;
import static dev.heddle.chat.message.Numeric.ERR_ERRONEUSNICKNAME;
import static dev.heddle.chat.message.Numeric.ERR_INVALIDUSERNAME;
import static dev.heddle.chat.message.Numeric.ERR_NICKNAMEINUSE;
import static dev.heddle.chat.message.Numeric.ERR_NONICKNAMEGIVEN;
import static dev.heddle.chat.message.Numeric.ERR_NOORIGIN;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Utf8;
import org.jspecify.annotations.Nullable;

/// NICK, USER, PASS, PING, PONG, QUIT: the connection itself.
final class ConnectionCommands {
    private ConnectionCommands() {}

    static void addTo(CommandTable table) {
        table.add("NICK", Access.ANYBODY, 0, 2, ConnectionCommands::nick);
        table.add("USER", Access.ANYBODY, 4, ConnectionCommands::user);
        table.add("PASS", Access.ANYBODY, 1, ConnectionCommands::pass);
        table.add("PING", Access.ANYBODY, 0, ConnectionCommands::ping);
        table.add("PONG", Access.ANYBODY, 0, call -> {});
        table.add("QUIT", Access.ANYBODY, 0, ConnectionCommands::quit);
        table.add("ERROR", Access.ANYBODY, 0, call -> {});
        table.add("WEBIRC", Access.ANYBODY, 4, Gateways::webirc);
    }

    private static void nick(Call call) {
        String nick = call.paramOr(0);
        if (nick.isEmpty()) {
            call.reply(ERR_NONICKNAMEGIVEN, "No nickname given");
            return;
        }
        if (!call.hub().names().isNick(nick)) {
            call.reply(ERR_ERRONEUSNICKNAME, nick, "Erroneous nickname");
            return;
        }
        Registration registration = call.caller().registration();
        if (registration != null) {
            nickBefore(call, registration, nick);
        } else {
            nickAfter(call, nick);
        }
    }

    private static void nickBefore(Call call, Registration registration, String nick) {
        User holder = call.hub().user(nick);
        if (holder != null
                && !isSameAccount(registration.account, holder)
                && registration.account == null
                && !registration.negotiating) {
            registration.refusedNick = nick;
            inUse(call, nick);
            return;
        }
        registration.nick = nick;
        Welcome.tryComplete(call);
    }

    private static boolean isSameAccount(@Nullable String account, User holder) {
        return account != null && account.equals(holder.account());
    }

    private static void nickAfter(Call call, String nick) {
        User user = call.user();
        if (nick.equals(user.nick())) {
            return;
        }
        User holder = call.hub().user(nick);
        if (holder != null && holder != user) {
            inUse(call, nick);
            return;
        }
        if (isReserved(call, nick, user.account())) {
            call.reply(ERR_NICKNAMEINUSE, nick, "This nickname belongs to an account; log in to use it");
            return;
        }
        call.emit(new Event.NickChanged(user.id(), nick, call.hub().random(), call.nowMillis()));
    }

    static void inUse(Call call, String nick) {
        call.reply(ERR_NICKNAMEINUSE, nick, "Nickname is already in use");
    }

    /// Whether the nick belongs to an account other than the one that is logged in to, or to a service.
    static boolean isReserved(Call call, String nick, @Nullable String account) {
        if (Services.isReservedName(call.hub().fold(nick))) {
            return true;
        }
        if (!call.hub().settings().accounts().nickOwned()
                || !call.services().directory().exists(nick)) {
            return false;
        }
        return account == null || !call.hub().fold(account).equals(call.hub().fold(nick));
    }

    private static void user(Call call) {
        Registration registration = call.caller().registration();
        if (registration == null || registration.username != null) {
            call.reply(ERR_ALREADYREGISTERED, "You may not reregister");
            return;
        }
        String username = call.hub().names().userFrom(call.param(0));
        String realname =
                Utf8.truncated(call.param(3), call.hub().settings().limits().realnameLength());
        if (realname.isEmpty()) {
            call.needMoreParams();
            return;
        }
        if (username.isEmpty()) {
            call.reply(ERR_INVALIDUSERNAME, "Your username is not valid");
            return;
        }
        registration.username = username.startsWith("~") ? username : "~" + username;
        registration.realname = realname;
        Welcome.tryComplete(call);
    }

    private static void pass(Call call) {
        Registration registration = call.caller().registration();
        if (registration == null) {
            call.reply(ERR_ALREADYREGISTERED, "You may not reregister");
        } else {
            registration.password = call.param(0);
        }
    }

    private static void ping(Call call) {
        if (call.paramOr(0).isEmpty()) {
            if (call.paramCount() == 0) {
                call.needMoreParams();
            } else {
                call.reply(ERR_NOORIGIN, "No origin specified");
            }
            return;
        }
        call.say("PONG", call.serverName(), call.param(0));
    }

    private static void quit(Call call) {
        String text = call.paramOr(0);
        String reason = call.caller().isRegistered() && text.isEmpty() ? "Quit" : "Quit: " + text;
        User user = call.client().user();
        if (user != null) {
            call.line()
                    .begin(call.nowMillis())
                    .source(user.source())
                    .command("QUIT")
                    .trailing(reason);
            call.tell(call.line().end());
        }
        Departure.close(call.services(), call.client(), reason);
    }
}
