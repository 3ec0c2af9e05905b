// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_CANTKILLSERVER;
import static dev.heddle.chat.message.Numeric.ERR_NOOPERHOST;
import static dev.heddle.chat.message.Numeric.ERR_PASSWDMISMATCH;
import static dev.heddle.chat.message.Numeric.RPL_REHASHING;
import static dev.heddle.chat.message.Numeric.RPL_STATSDLINE;
import static dev.heddle.chat.message.Numeric.RPL_STATSKLINE;
import static dev.heddle.chat.message.Numeric.RPL_YOUREOPER;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Client;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.AddressMask;
import dev.heddle.chat.message.Mask;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.message.UserMode;
import dev.heddle.chat.message.Utf8;
import dev.heddle.chat.store.Account;
import dev.heddle.chat.store.ServerBan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// OPER, and what operators may do: KILL, WALLOPS, REHASH, KLINE and DLINE with expiry, SAMODE, SAJOIN,
/// CHGHOST.
final class OperatorCommands {
    /// Bans from the server, of both kinds together.
    static final int BANS_MAX = 65_536;

    private OperatorCommands() {}

    static void addTo(CommandTable table) {
        table.add("OPER", Access.USERS, 2, 3, OperatorCommands::oper);
        table.add("KILL", Access.OPERATORS, 1, OperatorCommands::kill);
        table.add("WALLOPS", Access.OPERATORS, 1, OperatorCommands::wallops);
        table.add("REHASH", Access.OPERATORS, 0, OperatorCommands::rehash);
        table.add("KLINE", Access.OPERATORS, 1, call -> place(call, ServerBan.Kind.KLINE));
        table.add("DLINE", Access.OPERATORS, 1, call -> place(call, ServerBan.Kind.DLINE));
        table.add("UNKLINE", Access.OPERATORS, 1, call -> lift(call, ServerBan.Kind.KLINE));
        table.add("UNDLINE", Access.OPERATORS, 1, call -> lift(call, ServerBan.Kind.DLINE));
        table.add("SAMODE", Access.OPERATORS, 2, OperatorCommands::samode);
        table.add("SAJOIN", Access.OPERATORS, 1, OperatorCommands::sajoin);
        table.add("CHGHOST", Access.OPERATORS, 3, OperatorCommands::chghost);
    }

    // --- OPER

    private static void oper(Call call) {
        String name = call.param(0);
        String address = call.client().peer().address();
        if (!call.services().throttles().mayLogIn(address, "oper " + name)) {
            call.reply(ERR_NOOPERHOST, "Too many attempts; try again later");
            return;
        }
        HubSettings.Oper known = find(call, name);
        if (known != null && !known.password().startsWith("$")) {
            decide(call, name, Secrets.same(known.password(), call.param(1)));
            return;
        }
        if (known == null) {
            Accounts.authenticate(call, name, call.param(1), account -> {
                boolean may = account != null && account.role() != Account.Role.USER;
                decide(call, account == null ? name : account.name(), may);
            });
            return;
        }
        call.await();
        call.services()
                .passwords()
                .verify(
                        call.param(1),
                        known.password(),
                        right -> call.resume(() -> decide(call, name, right != null && right)));
    }

    private static HubSettings.@Nullable Oper find(Call call, String name) {
        for (HubSettings.Oper oper : call.hub().settings().opers()) {
            if (oper.name().equals(name)) {
                return oper;
            }
        }
        return null;
    }

    private static void decide(Call call, String name, boolean right) {
        if (!right) {
            call.services().throttles().loginFailed(call.client().peer().address(), "oper " + name);
            call.reply(ERR_PASSWDMISMATCH, "Password incorrect");
            return;
        }
        grant(call, name);
    }

    static void grant(Call call, String name) {
        User user = call.user();
        call.emit(
                new Event.UserModesChanged(user.id(), user.modes() | UserMode.OPERATOR.bit(), name, call.nowMillis()));
        call.reply(RPL_YOUREOPER, "You are now an IRC operator");
    }

    // --- users

    private static void kill(Call call) {
        User target = call.hub().user(call.param(0));
        if (target == null) {
            if (call.param(0).equals(call.serverName())) {
                call.reply(ERR_CANTKILLSERVER, "You can't kill a server!");
            } else {
                call.noSuchNick(call.param(0));
            }
            return;
        }
        String reason = call.paramOr(1).isEmpty() ? "no reason" : call.param(1);
        remove(call, target, "Killed (" + call.user().nick() + " (" + reason + "))");
    }

    /// Closes all clients of a user.
    static void remove(Call call, User target, String reason) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < target.clientCount(); i++) {
            clients.add(target.client(i));
        }
        Departure.closeAll(call.services(), target, Utf8.truncated(reason, 300));
        for (Client client : clients) {
            if (client != call.client()) {
                call.caller().runner().closed(client);
            }
        }
    }

    private static void wallops(Call call) {
        call.emit(new Event.Wallops(call.user().id(), call.param(0), call.nowMillis()));
    }

    private static void rehash(Call call) {
        call.reply(RPL_REHASHING, "configuration", "Rehashing");
        int before = CapCommands.offered(call.hub());
        List<String> told = call.services().hooks().rehash();
        CapCommands.announce(call.services(), before);
        for (String line : told) {
            call.say("NOTICE", call.nick(), "*** " + line);
        }
    }

    private static void chghost(Call call) {
        User target = call.hub().user(call.param(0));
        String username = call.hub().names().userFrom(call.param(1));
        String host = call.param(2);
        if (target == null) {
            call.noSuchNick(call.param(0));
        } else if (username.isEmpty() || !Gateways.isHost(host)) {
            call.fail("INVALID_PARAMS", "The username or host is not valid");
        } else {
            call.emit(new Event.HostChanged(target.id(), username, host, call.nowMillis()));
        }
    }

    // --- channels

    private static void samode(Call call) {
        Channel channel = call.hub().channel(call.param(0));
        if (channel == null) {
            call.noSuchChannel(call.param(0));
        } else {
            ModeCommands.change(call, channel, null, true);
        }
    }

    private static void sajoin(Call call) {
        User target = call.paramCount() == 1 ? call.user() : call.hub().user(call.param(0));
        String name = call.param(call.paramCount() == 1 ? 0 : 1);
        if (target == null) {
            call.noSuchNick(call.param(0));
        } else if (!call.hub().names().isChannel(name)) {
            call.noSuchChannel(name);
        } else {
            Channel channel = call.hub().channel(name);
            if (channel == null || channel.member(target) == null) {
                int ranks = channel == null ? Prefix.OPERATOR.bit() : channel.ranksOf(target.accountFolded());
                call.emit(
                        new Event.Joined(target.id(), name, ranks, 0, call.hub().random(), call.nowMillis()));
            }
        }
    }

    // --- bans: [minutes] mask [:reason]

    /// A ban that somebody asks for.
    ///
    /// @param mask as typed
    /// @param minutes 0: for ever
    /// @param reason empty for none
    record Wanted(ServerBan.Kind kind, String mask, long minutes, String reason, String setter) {}

    private static void place(Call call, ServerBan.Kind kind) {
        boolean timed = call.param(0).matches("[0-9]{1,8}");
        int at = timed ? 1 : 0;
        if (call.paramCount() <= at) {
            call.needMoreParams();
            return;
        }
        long minutes = timed ? Long.parseLong(call.param(0)) : 0;
        String setter = call.user().mask();
        if (isFull(call)) {
            call.fail("LIST_FULL", call.param(at), "There are " + BANS_MAX + " bans already");
            return;
        }
        ServerBan ban = place(call, new Wanted(kind, call.param(at), minutes, call.paramOr(at + 1), setter));
        if (ban == null) {
            call.fail("INVALID_MASK", call.param(at), "Not a mask of this kind");
            return;
        }
        call.say(
                "NOTICE",
                call.nick(),
                "*** " + kind + " " + ban.mask() + (minutes == 0 ? "" : " for " + minutes + " minutes") + ": "
                        + ban.reason());
    }

    /// Whether there are as many bans as there may be.
    static boolean isFull(Call call) {
        return call.hub().bans().all().size() >= BANS_MAX;
    }

    /// Places a ban and disconnects whom it means; null: the mask is none of its kind.
    static @Nullable ServerBan place(Call call, Wanted wanted) {
        String mask = normal(call, wanted.kind, wanted.mask);
        if (mask == null) {
            return null;
        }
        long now = call.nowMillis();
        ServerBan ban = new ServerBan(
                wanted.kind,
                mask,
                wanted.reason.isEmpty() ? "no reason" : Utf8.truncated(wanted.reason, 300),
                wanted.setter,
                now,
                wanted.minutes == 0 ? 0 : now + wanted.minutes * 60_000);
        call.emit(new Event.BanPlaced(ban, now));
        enforce(call, ban);
        return ban;
    }

    private static @Nullable String normal(Call call, ServerBan.Kind kind, String typed) {
        if (kind == ServerBan.Kind.DLINE) {
            return AddressMask.parse(typed) == null ? null : typed;
        }
        Mask mask = Mask.parse(call.hub().names().casemapping(), typed);
        return mask == null || mask.isMute() ? null : mask.text();
    }

    /// Asks this one ban only: there may be thousands of others.
    private static void enforce(Call call, ServerBan ban) {
        AddressMask range = ban.kind() == ServerBan.Kind.DLINE ? AddressMask.parse(ban.mask()) : null;
        Mask mask = range == null ? Mask.parse(call.hub().names().casemapping(), ban.mask()) : null;
        for (User user : List.copyOf(call.hub().users())) {
            byte[] address = range == null ? null : AddressMask.parseAddress(user.address());
            boolean meant = mask != null && mask.matches(user.subject())
                    || range != null && address != null && range.contains(address);
            if (meant && !user.isOperator()) {
                remove(call, user, "You are banned: " + ban.reason());
            }
        }
    }

    private static void lift(Call call, ServerBan.Kind kind) {
        if (lift(call, kind, call.param(0))) {
            call.say("NOTICE", call.nick(), "*** " + kind + " " + call.param(0) + " is lifted");
        } else {
            call.fail("NO_SUCH_BAN", call.param(0), "There is no such ban");
        }
    }

    /// Whether there was such a ban.
    static boolean lift(Call call, ServerBan.Kind kind, String typed) {
        String mask = normal(call, kind, typed);
        boolean there = mask != null
                && call.hub().bans().all().stream()
                        .anyMatch(ban -> ban.kind() == kind && ban.mask().equals(mask));
        if (mask == null || !there) {
            return false;
        }
        call.emit(new Event.BanLifted(kind, mask, call.nowMillis()));
        return true;
    }

    /// The bans of one kind, for STATS.
    static Cursor bans(Call call, ServerBan.Kind kind) {
        return new Listed(call.hub().bans().all().stream()
                .filter(ban -> ban.kind() == kind && !ban.isExpired(call.nowMillis()))
                .toList());
    }

    private static final class Listed implements Cursor {
        private final List<ServerBan> bans;
        private int at;

        Listed(List<ServerBan> bans) {
            this.bans = bans;
        }

        @Override
        public boolean step(Call call) {
            int end = Math.min(bans.size(), at + STEP_LINES);
            while (at < end) {
                ServerBan ban = bans.get(at++);
                call.reply(
                        ban.kind() == ServerBan.Kind.KLINE ? RPL_STATSKLINE : RPL_STATSDLINE,
                        String.valueOf(ban.kind().name().charAt(0)),
                        ban.mask(),
                        String.valueOf(ban.expiresMillis() / 1000),
                        ban.setter(),
                        ban.reason());
            }
            return at < bans.size();
        }
    }
}
