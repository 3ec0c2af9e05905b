// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.*;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Census;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.store.ServerBan;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// MOTD, LUSERS, VERSION, TIME, INFO, ADMIN, LINKS: what the server says of itself.
final class ServerCommands {
    private ServerCommands() {}

    static void addTo(CommandTable table) {
        table.add("MOTD", Access.USERS, 0, ServerCommands::motd);
        table.add("LUSERS", Access.USERS, 0, 2, ServerCommands::lusers);
        table.add("VERSION", Access.USERS, 0, ServerCommands::version);
        table.add("TIME", Access.USERS, 0, ServerCommands::time);
        table.add("INFO", Access.USERS, 0, ServerCommands::info);
        table.add("ADMIN", Access.USERS, 0, ServerCommands::admin);
        table.add("LINKS", Access.USERS, 0, ServerCommands::links);
        table.add("STATS", Access.USERS, 0, 2, ServerCommands::stats);
    }

    static void lusers(Call call) {
        Hub hub = call.hub();
        Census census = hub.census();
        int users = hub.userCount();
        int invisible = census.invisible();
        call.reply(
                RPL_LUSERCLIENT,
                "There are " + (users - invisible) + " users and " + invisible + " invisible on 1 servers");
        call.reply(RPL_LUSEROP, String.valueOf(census.operators()), "IRC Operators online");
        call.reply(RPL_LUSERUNKNOWN, String.valueOf(hub.unregistered()), "unregistered connections");
        call.reply(RPL_LUSERCHANNELS, String.valueOf(census.formedChannels()), "channels formed");
        call.reply(RPL_LUSERME, "I have " + users + " clients and 0 servers");
        String now = String.valueOf(users);
        String most = String.valueOf(census.usersMax());
        call.reply(RPL_LOCALUSERS, now, most, "Current local users " + now + ", max " + most);
        call.reply(RPL_GLOBALUSERS, now, most, "Current global users " + now + ", max " + most);
    }

    static void motd(Call call) {
        HubSettings.Identity identity = call.hub().settings().identity();
        List<String> lines = identity.motd();
        if (lines.isEmpty()) {
            call.reply(ERR_NOMOTD, "MOTD File is missing");
            return;
        }
        call.reply(RPL_MOTDSTART, "- " + identity.name() + " Message of the day - ");
        lines.forEach(line -> call.reply(RPL_MOTD, "- " + line));
        call.reply(RPL_ENDOFMOTD, "End of MOTD command");
    }

    private static void version(Call call) {
        HubSettings.Identity identity = call.hub().settings().identity();
        call.reply(RPL_VERSION, identity.version(), identity.name(), identity.description());
        call.services().features().tell(call);
    }

    private static void time(Call call) {
        long now = call.nowMillis();
        String text = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochMilli(now).atZone(ZoneOffset.UTC));
        call.reply(RPL_TIME, call.serverName(), text);
    }

    private static void info(Call call) {
        HubSettings.Identity identity = call.hub().settings().identity();
        call.reply(RPL_INFO, "Heddle " + identity.version() + ", a chat server");
        call.reply(RPL_INFO, identity.description());
        call.reply(RPL_INFO, "Up since " + Instant.ofEpochMilli(call.hub().startedMillis()));
        call.reply(RPL_ENDOFINFO, "End of INFO");
    }

    private static void admin(Call call) {
        List<String> lines = call.hub().settings().identity().adminLines();
        call.reply(RPL_ADMINME, call.serverName(), "Administrative info");
        if (!lines.isEmpty()) {
            call.reply(RPL_ADMINLOC1, lines.get(0));
        }
        if (lines.size() > 1) {
            call.reply(RPL_ADMINLOC2, lines.get(1));
        }
        if (lines.size() > 2) {
            call.reply(RPL_ADMINEMAIL, lines.get(2));
        }
    }

    private static void links(Call call) {
        String name = call.serverName();
        call.reply(
                RPL_LINKS, name, name, "0 " + call.hub().settings().identity().description());
        call.reply(RPL_LINKS, ServiceVoice.serverName(call), name, "1 Accounts and channels");
        call.reply(RPL_ENDOFLINKS, "*", "End of /LINKS list");
    }

    private static void stats(Call call) {
        String query = call.paramOr(0).isEmpty() ? "*" : call.param(0).substring(0, 1);
        boolean operator = call.user().isOperator();
        switch (query) {
            case "u" -> {
                long seconds = (call.nowMillis() - call.hub().startedMillis()) / 1000;
                call.reply(
                        RPL_STATSUPTIME,
                        String.format(
                                Locale.ROOT,
                                "Server Up %d days %d:%02d:%02d",
                                seconds / 86_400,
                                seconds / 3600 % 24,
                                seconds / 60 % 60,
                                seconds % 60));
            }
            case "o" -> operators(call);
            case "k", "d" -> {
                if (operator) {
                    ServerBan.Kind kind = query.equals("k") ? ServerBan.Kind.KLINE : ServerBan.Kind.DLINE;
                    call.answer(OperatorCommands.bans(call, kind), () -> endOfStats(call, query));
                    return;
                }
                call.reply(ERR_NOPRIVILEGES, "Permission Denied - You're not an IRC operator");
            }
            default -> {}
        }
        endOfStats(call, query);
    }

    private static void endOfStats(Call call, String query) {
        call.reply(RPL_ENDOFSTATS, query, "End of /STATS report");
    }

    private static void operators(Call call) {
        for (User user : call.hub().users()) {
            String name = user.operator();
            if (name != null) {
                call.replyWords(RPL_STATSOLINE, "O", user.username() + "@" + user.host(), "*", name);
            }
        }
    }
}
