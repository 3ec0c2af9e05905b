// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_MONLISTFULL;
import static dev.heddle.chat.message.Numeric.RPL_ENDOFMONLIST;
import static dev.heddle.chat.message.Numeric.RPL_MONLIST;
import static dev.heddle.chat.message.Numeric.RPL_MONOFFLINE;
import static dev.heddle.chat.message.Numeric.RPL_MONONLINE;
import static dev.heddle.chat.message.Numeric.RPL_NOWAWAY;
import static dev.heddle.chat.message.Numeric.RPL_UNAWAY;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.Numeric;
import dev.heddle.chat.message.Utf8;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// AWAY, SETNAME, MONITOR: how one is seen, and whom one watches.
final class PresenceCommands {
    private static final int LIST_BYTES_MAX = 380;

    private PresenceCommands() {}

    static void addTo(CommandTable table) {
        table.add("AWAY", Access.ANYBODY, 0, PresenceCommands::away);
        table.add("SETNAME", Access.USERS, 1, PresenceCommands::setname);
        table.add("MONITOR", Access.USERS, 1, PresenceCommands::monitor);
    }

    private static void away(Call call) {
        String text =
                Utf8.truncated(call.paramOr(0), call.hub().settings().limits().awayLength());
        @Nullable String away = text.isEmpty() ? null : text;
        Registration registration = call.caller().registration();
        if (registration != null) {
            awayBefore(call, registration, away);
            return;
        }
        User user = call.user();
        if (!java.util.Objects.equals(away, user.away())) {
            call.emit(new Event.AwayChanged(user.id(), away, call.nowMillis()));
        }
        answer(call, away);
    }

    /// Source: IRCv3 draft/pre-away.
    private static void awayBefore(Call call, Registration registration, @Nullable String away) {
        if (call.client().has(Capability.PRE_AWAY)) {
            registration.away = away;
            answer(call, away);
        } else {
            call.reply(Numeric.ERR_NOTREGISTERED, "You have not registered");
        }
    }

    private static void answer(Call call, @Nullable String away) {
        if (away == null) {
            call.reply(RPL_UNAWAY, "You are no longer marked as being away");
        } else {
            call.reply(RPL_NOWAWAY, "You have been marked as being away");
        }
    }

    private static void setname(Call call) {
        String name = call.param(0);
        if (name.isEmpty()
                || Utf8.lengthBytes(name) > call.hub().settings().limits().realnameLength()) {
            call.fail("INVALID_REALNAME", "Realname is not valid");
            return;
        }
        call.emit(new Event.RealnameChanged(call.user().id(), name, call.nowMillis()));
    }

    // --- MONITOR

    private static void monitor(Call call) {
        switch (call.param(0)) {
            case "+" -> add(call);
            case "-" -> {
                if (call.paramOr(1).isEmpty()) {
                    call.needMoreParams();
                } else {
                    change(call, List.of(), List.of(call.param(1).split(",")), false);
                }
            }
            case "C", "c" -> change(call, List.of(), List.of(), true);
            case "L", "l" -> {
                lists(call, RPL_MONLIST, call.client().monitored().values());
                call.reply(RPL_ENDOFMONLIST, "End of MONITOR list");
            }
            case "S", "s" -> status(call, call.client().monitored().values());
            default -> call.needMoreParams();
        }
    }

    private static void change(Call call, List<String> added, List<String> removed, boolean clear) {
        call.emit(new Event.MonitorChanged(call.client().id(), added, removed, clear, call.nowMillis()));
    }

    private static void add(Call call) {
        if (call.paramOr(1).isEmpty()) {
            call.needMoreParams();
            return;
        }
        int limit = call.hub().settings().limits().monitor();
        int room = limit - call.client().monitored().size();
        List<String> added = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (String nick : call.param(1).split(",")) {
            if (!call.hub().names().isNick(nick)
                    || call.client().monitored().containsKey(call.hub().fold(nick))) {
                continue;
            }
            if (room-- > 0) {
                added.add(nick);
            } else {
                refused.add(nick);
            }
        }
        change(call, added, List.of(), false);
        status(call, added);
        if (!refused.isEmpty()) {
            call.reply(ERR_MONLISTFULL, String.valueOf(limit), String.join(",", refused), "Monitor list is full");
        }
    }

    private static void status(Call call, Collection<String> nicks) {
        List<String> online = new ArrayList<>();
        List<String> offline = new ArrayList<>();
        for (String nick : nicks) {
            User user = call.hub().user(nick);
            if (user == null) {
                offline.add(nick);
            } else {
                online.add(user.mask());
            }
        }
        lists(call, RPL_MONONLINE, online);
        lists(call, RPL_MONOFFLINE, offline);
    }

    /// Comma-separated, in as many lines as it takes.
    private static void lists(Call call, Numeric numeric, Collection<String> words) {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (line.length() + word.length() > LIST_BYTES_MAX) {
                call.reply(numeric, line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : ",").append(word);
        }
        if (!line.isEmpty()) {
            call.reply(numeric, line.toString());
        }
    }
}
