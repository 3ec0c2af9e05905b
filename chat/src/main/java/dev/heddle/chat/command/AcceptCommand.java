// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_ACCEPTEXIST;
import static dev.heddle.chat.message.Numeric.ERR_ACCEPTNOT;
import static dev.heddle.chat.message.Numeric.RPL_ACCEPTLIST;
import static dev.heddle.chat.message.Numeric.RPL_ENDOFACCEPT;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.User;

/// ACCEPT: whom a user with mode R takes private messages from although they are not logged in. `nick`,
/// `-nick`, several with commas; `*` or nothing lists them.
final class AcceptCommand {
    private AcceptCommand() {}

    static void addTo(CommandTable table) {
        table.add("ACCEPT", Access.USERS, 0, AcceptCommand::accept);
    }

    private static void accept(Call call) {
        String words = call.paramOr(0);
        if (words.isEmpty() || words.equals("*")) {
            list(call);
            return;
        }
        for (String word : words.split(",")) {
            if (!word.isEmpty()) {
                change(call, word.startsWith("-") ? word.substring(1) : word, !word.startsWith("-"));
            }
        }
    }

    private static void change(Call call, String nick, boolean add) {
        User user = call.user();
        User target = call.hub().user(nick);
        if (target == null) {
            call.noSuchNick(Call.word(nick));
        } else if (add == user.accepted().contains(target.id())) {
            call.reply(
                    add ? ERR_ACCEPTEXIST : ERR_ACCEPTNOT,
                    target.nick(),
                    add ? "is on your accept list already" : "is not on your accept list");
        } else {
            call.emit(new Event.Accepted(user.id(), target.id(), add, call.nowMillis()));
        }
    }

    private static void list(Call call) {
        for (long id : call.user().accepted()) {
            User accepted = call.hub().user(id);
            if (accepted != null) {
                call.replyWords(RPL_ACCEPTLIST, accepted.nick());
            }
        }
        call.reply(RPL_ENDOFACCEPT, "End of /ACCEPT list");
    }
}
