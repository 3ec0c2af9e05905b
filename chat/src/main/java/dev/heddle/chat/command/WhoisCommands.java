// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_NONICKNAMEGIVEN;
import static dev.heddle.chat.message.Numeric.ERR_WASNOSUCHNICK;
import static dev.heddle.chat.message.Numeric.RPL_AWAY;
import static dev.heddle.chat.message.Numeric.RPL_ENDOFWHOIS;
import static dev.heddle.chat.message.Numeric.RPL_ENDOFWHOWAS;
import static dev.heddle.chat.message.Numeric.RPL_ISON;
import static dev.heddle.chat.message.Numeric.RPL_USERHOST;
import static dev.heddle.chat.message.Numeric.RPL_WHOISACCOUNT;
import static dev.heddle.chat.message.Numeric.RPL_WHOISACTUALLY;
import static dev.heddle.chat.message.Numeric.RPL_WHOISBOT;
import static dev.heddle.chat.message.Numeric.RPL_WHOISCERTFP;
import static dev.heddle.chat.message.Numeric.RPL_WHOISCHANNELS;
import static dev.heddle.chat.message.Numeric.RPL_WHOISIDLE;
import static dev.heddle.chat.message.Numeric.RPL_WHOISMODES;
import static dev.heddle.chat.message.Numeric.RPL_WHOISOPERATOR;
import static dev.heddle.chat.message.Numeric.RPL_WHOISSECURE;
import static dev.heddle.chat.message.Numeric.RPL_WHOISSERVER;
import static dev.heddle.chat.message.Numeric.RPL_WHOISUSER;
import static dev.heddle.chat.message.Numeric.RPL_WHOWASUSER;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.hub.Whowas;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.UserMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// WHOIS, WHOWAS, USERHOST, ISON: single users.
final class WhoisCommands {
    private static final int CHANNELS_BYTES_MAX = 350;

    private WhoisCommands() {}

    static void addTo(CommandTable table) {
        table.add("WHOIS", Access.USERS, 0, 2, WhoisCommands::whois);
        table.add("WHOWAS", Access.USERS, 0, 2, WhoisCommands::whowas);
        table.add("USERHOST", Access.USERS, 1, WhoisCommands::userhost);
        table.add("ISON", Access.USERS, 1, WhoisCommands::ison);
    }

    /// Addresses must not begin with a colon.
    static String address(User user) {
        return user.address().startsWith(":") ? "0" + user.address() : user.address();
    }

    private static void whois(Call call) {
        if (call.paramOr(0).isEmpty()) {
            call.reply(ERR_NONICKNAMEGIVEN, "No nickname given");
            return;
        }
        String nick = call.paramCount() > 1 ? call.param(1) : call.param(0);
        User user = call.hub().user(nick);
        if (user == null) {
            call.noSuchNick(nick);
        } else {
            tell(call, user);
        }
        call.reply(RPL_ENDOFWHOIS, user == null ? nick : user.nick(), "End of /WHOIS list");
    }

    private static void tell(Call call, User user) {
        String nick = user.nick();
        boolean trusted = user == call.user() || call.user().isOperator();
        call.reply(RPL_WHOISUSER, nick, user.username(), user.host(), "*", user.realname());
        channels(call, user);
        call.reply(
                RPL_WHOISSERVER,
                nick,
                call.serverName(),
                call.hub().settings().identity().description());
        if (user.isOperator()) {
            call.reply(RPL_WHOISOPERATOR, nick, "is an IRC operator");
        }
        String away = user.away();
        if (away != null) {
            call.reply(RPL_AWAY, nick, away);
        }
        if (user.account() != null) {
            call.reply(RPL_WHOISACCOUNT, nick, user.account(), "is logged in as");
        }
        if (user.has(UserMode.BOT)) {
            call.reply(RPL_WHOISBOT, nick, "is a bot");
        }
        if (trusted) {
            call.reply(
                    RPL_WHOISACTUALLY,
                    nick,
                    user.username() + "@" + user.realHost(),
                    address(user),
                    "Actual user@host, Actual IP");
            call.reply(RPL_WHOISMODES, nick, "is using modes +" + UserMode.letters(user.modes()));
        }
        if (user.has(UserMode.SECURE)) {
            call.reply(RPL_WHOISSECURE, nick, "is using a secure connection");
        }
        String fingerprint = user.client(0).peer().fingerprint();
        if (trusted && fingerprint != null) {
            call.reply(RPL_WHOISCERTFP, nick, "has client certificate fingerprint " + fingerprint);
        }
        call.reply(
                RPL_WHOISIDLE,
                nick,
                String.valueOf(Math.max(0, call.nowMillis() - user.spokeMillis()) / 1000),
                String.valueOf(user.signonMillis() / 1000),
                "seconds idle, signon time");
    }

    private static void channels(Call call, User user) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < user.membershipCount(); i++) {
            Membership membership = user.membership(i);
            if (isShown(call, user, membership)) {
                String name = membership.prefix(call.client().has(Capability.MULTI_PREFIX))
                        + membership.channel().name();
                if (line.length() + name.length() > CHANNELS_BYTES_MAX) {
                    call.reply(RPL_WHOISCHANNELS, user.nick(), line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(name);
            }
        }
        if (!line.isEmpty()) {
            call.reply(RPL_WHOISCHANNELS, user.nick(), line.toString());
        }
    }

    private static boolean isShown(Call call, User user, Membership membership) {
        return user == call.user()
                || call.user().isOperator()
                || membership.channel().member(call.user()) != null
                || !user.has(UserMode.INVISIBLE) && !membership.channel().has(ChannelMode.SECRET);
    }

    private static void whowas(Call call) {
        String nick = call.paramOr(0);
        if (nick.isEmpty()) {
            call.reply(ERR_NONICKNAMEGIVEN, "No nickname given");
            return;
        }
        int most = call.paramOr(1).matches("-?[0-9]{1,6}") ? Integer.parseInt(call.param(1)) : 0;
        List<Whowas.Entry> found = call.hub().whowas().find(call.hub().fold(nick), most);
        if (found.isEmpty()) {
            call.reply(ERR_WASNOSUCHNICK, nick, "There was no such nickname");
        }
        for (Whowas.Entry entry : found) {
            call.reply(RPL_WHOWASUSER, entry.nick(), entry.username(), entry.host(), "*", entry.realname());
            if (call.user().isOperator()) {
                call.reply(
                        RPL_WHOISACTUALLY,
                        entry.nick(),
                        entry.username() + "@" + entry.host(),
                        Call.word(entry.address()),
                        "Actual user@host, Actual IP");
            }
            call.reply(
                    RPL_WHOISSERVER,
                    entry.nick(),
                    call.serverName(),
                    Instant.ofEpochMilli(entry.atMillis()).toString());
        }
        call.reply(RPL_ENDOFWHOWAS, nick, "End of WHOWAS");
    }

    private static void userhost(Call call) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < Math.min(5, call.paramCount()); i++) {
            User user = call.hub().user(call.param(i));
            if (user != null) {
                found.add(user.nick() + (user.isOperator() ? "*" : "") + "=" + (user.away() == null ? "+" : "-")
                        + user.username() + "@" + user.host());
            }
        }
        call.reply(RPL_USERHOST, String.join(" ", found));
    }

    private static void ison(Call call) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < call.paramCount(); i++) {
            for (String nick : call.param(i).split(" ")) {
                User user = nick.isEmpty() ? null : call.hub().user(nick);
                if (user != null) {
                    found.add(user.nick());
                }
            }
        }
        call.reply(RPL_ISON, String.join(" ", found));
    }
}
