// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.*;

import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.UserMode;
import java.util.List;

/// MOTD, LUSERS, VERSION, TIME, INFO, ADMIN, LINKS: what the server says of itself.
final class ServerCommands {
    private ServerCommands() {}

    static void lusers(Call call) {
        Hub hub = call.hub();
        int invisible = 0;
        int operators = 0;
        for (User user : hub.users()) {
            invisible += user.has(UserMode.INVISIBLE) ? 1 : 0;
            operators += user.isOperator() ? 1 : 0;
        }
        int users = hub.userCount();
        int channels = 0;
        for (Channel channel : hub.channels()) {
            channels += channel.memberCount() > 0 ? 1 : 0;
        }
        call.reply(
                RPL_LUSERCLIENT,
                "There are " + (users - invisible) + " users and " + invisible + " invisible on 1 servers");
        call.reply(RPL_LUSEROP, String.valueOf(operators), "IRC Operators online");
        call.reply(RPL_LUSERUNKNOWN, String.valueOf(hub.unregistered()), "unregistered connections");
        call.reply(RPL_LUSERCHANNELS, String.valueOf(channels), "channels formed");
        call.reply(RPL_LUSERME, "I have " + users + " clients and 0 servers");
        String now = String.valueOf(users);
        String most = String.valueOf(hub.usersMax());
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
}
