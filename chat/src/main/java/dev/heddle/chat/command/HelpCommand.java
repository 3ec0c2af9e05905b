// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_HELPNOTFOUND;
import static dev.heddle.chat.message.Numeric.RPL_ENDOFHELP;
import static dev.heddle.chat.message.Numeric.RPL_HELPSTART;
import static dev.heddle.chat.message.Numeric.RPL_HELPTXT;

import dev.heddle.chat.command.Command.Access;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// HELP: a few lines about each command.
final class HelpCommand {
    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("ADMIN", "ADMIN|Who runs this server."),
            Map.entry("AUTHENTICATE", "AUTHENTICATE <mechanism or data>|Logs in to an account (SASL); clients do it."),
            Map.entry(
                    "ACCEPT",
                    "ACCEPT nick[,-nick …] · ACCEPT *|Whom you take private messages from although you have mode R."),
            Map.entry("AWAY", "AWAY [:text]|Says that you are away; without a text, that you are back."),
            Map.entry("CAP", "CAP LS|LIST|REQ|END|What your client and the server agree on."),
            Map.entry("CHATHISTORY", "CHATHISTORY <what> <target> …|What was said before; clients do it."),
            Map.entry(
                    "CS",
                    "CS REGISTER|DROP|INFO|ACCESS <channel> …|Registered channels keep founder, modes and topic."),
            Map.entry("HELP", "HELP [command]|This text."),
            Map.entry("INFO", "INFO|What this server is."),
            Map.entry("INVITE", "INVITE [nick channel]|Invites somebody; alone, lists your own invitations."),
            Map.entry("ISON", "ISON nick …|Which of these nicks are here."),
            Map.entry("JOIN", "JOIN channel[,channel …] [key,…]|Enters channels. JOIN 0 leaves all."),
            Map.entry("KICK", "KICK channel nick[,nick …] [:reason]|Puts somebody out of a channel."),
            Map.entry("KNOCK", "KNOCK channel [:text]|Asks to be invited to a channel with mode i."),
            Map.entry("LINKS", "LINKS|The servers of this network."),
            Map.entry("LIST", "LIST [condition,…]|Channels: >n or <n users, C<n or T>n minutes, *mask*, !*mask*."),
            Map.entry("LUSERS", "LUSERS|How many are here."),
            Map.entry(
                    "MODE",
                    "MODE channel|nick [+letters-letters parameter …]|Channel: b e I k l c C i m M n R s t, ranks q a o h v."
                            + "|User: B bot, i invisible, R messages only from accounts, T no CTCP, w WALLOPS."),
            Map.entry("MONITOR", "MONITOR +|- nick,… · MONITOR C|L|S|Watches nicks come and go."),
            Map.entry("MOTD", "MOTD|The message of the day."),
            Map.entry("NAMES", "NAMES channel[,channel …]|Who is in a channel."),
            Map.entry("NICK", "NICK name|Changes your nick."),
            Map.entry("NOTICE", "NOTICE target[,target …] :text|A message that is never answered by a program."),
            Map.entry("NS", "NS REGISTER|IDENTIFY|…|Accounts; NS HELP tells more."),
            Map.entry("OPER", "OPER name password|Makes you an operator of the server."),
            Map.entry("PART", "PART channel[,channel …] [:reason]|Leaves channels."),
            Map.entry("PING", "PING token|Asks whether the server is there."),
            Map.entry(
                    "PRIVMSG",
                    "PRIVMSG target[,target …] :text|Says something to a channel, its ranks (@#channel), or a user."),
            Map.entry("QUIT", "QUIT [:reason]|Leaves the server."),
            Map.entry("REDACT", "REDACT target msgid [:reason]|Takes a message back, for good; clients do it."),
            Map.entry(
                    "REGISTER",
                    "REGISTER account email password|Makes an account; * for your own nick, * for no email."),
            Map.entry("SETNAME", "SETNAME :name|Changes your real name."),
            Map.entry("STATS", "STATS u|o|k|d|Uptime, operators, bans."),
            Map.entry("TAGMSG", "TAGMSG target|Sends tags alone; clients do it."),
            Map.entry("TIME", "TIME|The server's time."),
            Map.entry("TOPIC", "TOPIC channel [:text]|Shows or changes what a channel is about."),
            Map.entry("USERHOST", "USERHOST nick …|User name and host of up to five users."),
            Map.entry("VERSION", "VERSION|What runs here."),
            Map.entry("WHO", "WHO channel|nick|mask [o][%fields[,token]]|Lists users."),
            Map.entry("WHOIS", "WHOIS nick|All about a user."),
            Map.entry("WHOWAS", "WHOWAS nick [count]|Who used a nick lately."),
            Map.entry("KILL", "KILL nick [:reason]|Operators: closes somebody's connections."),
            Map.entry("KLINE", "KLINE [minutes] mask [:reason]|Operators: bans nick!user@host. UNKLINE lifts it."),
            Map.entry("DLINE", "DLINE [minutes] address[/bits] [:reason]|Operators: bans addresses. UNDLINE lifts it."),
            Map.entry("REHASH", "REHASH|Operators: reads the configuration again."),
            Map.entry("SAMODE", "SAMODE channel modes …|Operators: changes modes without a rank."),
            Map.entry("SAJOIN", "SAJOIN [nick] channel|Operators: puts somebody into a channel."),
            Map.entry("CHGHOST", "CHGHOST nick user host|Operators: changes what others see of somebody."),
            Map.entry("WALLOPS", "WALLOPS :text|Operators: to all with mode w."));

    private HelpCommand() {}

    static void addTo(CommandTable table) {
        table.add("HELP", Access.USERS, 0, call -> help(call, table));
        table.add("HELPOP", Access.USERS, 0, call -> help(call, table));
    }

    private static void help(Call call, CommandTable table) {
        String subject = call.paramOr(0).toUpperCase(Locale.ROOT);
        if (subject.isEmpty()) {
            overview(call, table);
            return;
        }
        String text = TEXTS.get(subject);
        if (text == null) {
            call.reply(ERR_HELPNOTFOUND, call.param(0), "No help about this");
            return;
        }
        tell(call, subject, lines(text));
    }

    /// The first part is the form; `|` inside it is part of the form when no capital follows.
    private static List<String> lines(String text) {
        return List.of(text.split("\\|(?=[A-Z][a-z])|\\|(?=Operators:)"));
    }

    private static void overview(Call call, CommandTable table) {
        StringBuilder names = new StringBuilder();
        List<String> lines = new java.util.ArrayList<>();
        lines.add("Commands; HELP <command> tells more:");
        for (String name : table.names()) {
            if (TEXTS.containsKey(name)) {
                names.append(names.isEmpty() ? "" : " ").append(name);
                if (names.length() > 60) {
                    lines.add(names.toString());
                    names.setLength(0);
                }
            }
        }
        if (!names.isEmpty()) {
            lines.add(names.toString());
        }
        tell(call, "index", lines);
    }

    private static void tell(Call call, String subject, List<String> lines) {
        call.reply(RPL_HELPSTART, subject, lines.get(0));
        for (int i = 1; i < lines.size(); i++) {
            call.reply(RPL_HELPTXT, subject, lines.get(i));
        }
        call.reply(RPL_ENDOFHELP, subject, "End of /HELP");
    }
}
