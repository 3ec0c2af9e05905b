// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.store.ServerBan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The operator's commands about bans from the server.
final class BanConsole {
    private BanConsole() {}

    static void addTo(List<Console.Row> rows) {
        rows.add(new Console.Row("bans list", "", 0, "all bans from the server", BanConsole::list));
        rows.add(new Console.Row(
                "bans kline", "[MINUTES] NICK!USER@HOST [REASON]", 1, "bans by mask", BanConsole::place));
        rows.add(new Console.Row(
                "bans dline", "[MINUTES] ADDRESS[/BITS] [REASON]", 1, "bans by address", BanConsole::place));
        rows.add(new Console.Row("bans lift", "MASK", 1, "lifts the bans with this mask", BanConsole::lift));
    }

    private static void list(Console console) {
        List<String> lines = new ArrayList<>();
        for (ServerBan ban : console.call().hub().bans().all()) {
            if (!ban.isExpired(console.call().nowMillis())) {
                lines.add(ban.kind().name().toLowerCase(Locale.ROOT) + " " + ban.mask() + " by " + ban.setter() + " "
                        + Instant.ofEpochMilli(ban.createdMillis())
                        + (ban.expiresMillis() == 0 ? "" : " until " + Instant.ofEpochMilli(ban.expiresMillis())) + ": "
                        + ban.reason());
            }
        }
        lines.add(lines.size() + " bans");
        console.done(lines);
    }

    private static void place(Console console) {
        Call call = console.call();
        boolean timed = console.argument(0).matches("[0-9]{1,8}");
        int at = timed ? 1 : 0;
        if (console.count() <= at) {
            console.refuse("Wanted a mask");
            return;
        }
        if (OperatorCommands.isFull(call)) {
            console.refuse("There are " + OperatorCommands.BANS_MAX + " bans already; lift some");
            return;
        }
        boolean byMask = call.param(1).equals("kline");
        OperatorCommands.Wanted wanted = new OperatorCommands.Wanted(
                byMask ? ServerBan.Kind.KLINE : ServerBan.Kind.DLINE,
                console.argument(at),
                timed ? Long.parseLong(console.argument(0)) : 0,
                console.rest(at + 1),
                call.serverName());
        ServerBan ban = OperatorCommands.place(call, wanted);
        if (ban == null) {
            console.refuse(console.argument(at) + " is not a mask of this kind");
        } else {
            console.done(ban.mask() + " is banned");
        }
    }

    private static void lift(Console console) {
        int lifted = 0;
        for (ServerBan.Kind kind : ServerBan.Kind.values()) {
            lifted += OperatorCommands.lift(console.call(), kind, console.argument(0)) ? 1 : 0;
        }
        if (lifted == 0) {
            console.refuse("There is no ban " + console.argument(0));
        } else {
            console.done(console.argument(0) + " is lifted");
        }
    }
}
