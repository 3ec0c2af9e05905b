// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.store.RegisteredChannel;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// ChanServ: channels that keep founder, modes, topic, lists and roles across restarts, even with nobody in
/// them.
final class ChanServ {
    static final String NAME = "ChanServ";
    private static final int ACCESS_MAX = 200;

    private ChanServ() {}

    static void addTo(CommandTable table) {
        table.add(
                "CS",
                Access.USERS,
                0,
                2,
                call -> said(call, String.join(" ", call.message().params())));
        table.add(
                "CHANSERV",
                Access.USERS,
                0,
                2,
                call -> said(call, String.join(" ", call.message().params())));
    }

    static void tell(Call call, String text) {
        ServiceVoice.tell(call, NAME, text);
    }

    static void said(Call call, String text) {
        List<String> words =
                Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
        String verb = words.isEmpty() ? "HELP" : words.get(0).toUpperCase(Locale.ROOT);
        if (verb.equals("HELP")) {
            help(call);
            return;
        }
        Channel channel = words.size() < 2 ? null : call.hub().channel(words.get(1));
        if (channel == null) {
            tell(
                    call,
                    words.size() < 2 ? "Which channel? Say HELP for a list." : "There is no channel " + words.get(1));
            return;
        }
        switch (verb) {
            case "REGISTER" -> register(call, channel);
            case "PURGE" -> ChannelSettings.purge(call, channel);
            case "DROP" -> drop(call, channel);
            case "INFO" -> info(call, channel);
            case "SET" -> ChannelSettings.set(call, channel, words.subList(2, words.size()));
            case "ACCESS" -> access(call, channel, words.subList(2, words.size()));
            default -> tell(call, "Unknown command. Say HELP for a list.");
        }
    }

    private static void help(Call call) {
        tell(call, "ChanServ keeps channels. You must be logged in, and an operator of the channel.");
        tell(call, "REGISTER <channel>: keeps its modes, topic and lists, and makes you its founder");
        tell(call, "ACCESS <channel> [SET <account> q|a|o|h|v] [DEL <account>]: who has which rank on joining");
        tell(
                call,
                "SET <channel> HISTORY joined|members|default: whether members see what was said before they joined");
        tell(call, "SET <channel> RETENTION <days> [count] | default: how long its history is kept");
        tell(call, "PURGE <channel>: deletes its history");
        tell(call, "INFO <channel>: shows a registered channel");
        tell(call, "DROP <channel>: the channel is like any other again");
    }

    private static void register(Call call, Channel channel) {
        User user = call.user();
        Membership own = channel.member(user);
        String account = user.accountFolded();
        if (channel.registration() != null) {
            tell(call, channel.name() + " is registered already");
        } else if (account == null) {
            tell(call, "You must be logged in");
        } else if (own == null || !own.isAtLeast(Prefix.OPERATOR)) {
            tell(call, "You must be an operator of the channel");
        } else {
            RegisteredChannel registration = new RegisteredChannel(
                    channel.name(),
                    channel.folded(),
                    account,
                    channel.createdMillis(),
                    ChannelMode.letters(channel.modes()),
                    channel.key(),
                    channel.limit(),
                    null,
                    null,
                    null);
            call.emit(new Event.ChannelRegistered(channel.folded(), registration, call.nowMillis()));
            modes(call, channel, new Event.ModeChange(true, Prefix.FOUNDER.letter(), user.nick(), user.id()));
            tell(call, channel.name() + " is registered, and you are its founder");
        }
    }

    private static void modes(Call call, Channel channel, Event.ModeChange change) {
        call.emit(new Event.ChannelModesChanged(
                0, channel.folded(), List.of(change), call.hub().random(), call.nowMillis()));
    }

    static boolean isFounder(Call call, Channel channel) {
        RegisteredChannel registration = channel.registration();
        return registration != null && registration.founder().equals(call.user().accountFolded())
                || call.user().isOperator();
    }

    private static void drop(Call call, Channel channel) {
        if (channel.registration() == null) {
            tell(call, channel.name() + " is not registered");
        } else if (!isFounder(call, channel)) {
            tell(call, "Only the founder may do that");
        } else {
            String name = channel.name();
            call.emit(new Event.ChannelRegistered(channel.folded(), null, call.nowMillis()));
            tell(call, name + " is not registered any more");
        }
    }

    private static void info(Call call, Channel channel) {
        RegisteredChannel registration = channel.registration();
        if (registration == null) {
            tell(call, channel.name() + " is not registered");
            return;
        }
        tell(call, "Channel: " + channel.name());
        tell(call, "Founder: " + registration.founder());
        tell(call, "Created: " + Instant.ofEpochMilli(registration.createdMillis()));
        tell(call, "Modes: +" + ChannelMode.letters(channel.modes()));
        tell(call, ChannelSettings.history(call, channel, registration));
    }

    private static void access(Call call, Channel channel, List<String> words) {
        if (channel.registration() == null) {
            tell(call, channel.name() + " is not registered");
        } else if (words.isEmpty()) {
            channel.access().forEach((account, role) -> tell(call, account + " " + role));
            tell(call, channel.access().size() + " entries");
        } else if (!isFounder(call, channel)) {
            tell(call, "Only the founder may do that");
        } else {
            changeAccess(call, channel, words);
        }
    }

    private static void changeAccess(Call call, Channel channel, List<String> words) {
        String verb = words.get(0).toUpperCase(Locale.ROOT);
        String account = words.size() > 1 ? call.hub().fold(words.get(1)) : "";
        @Nullable
        Prefix rank = words.size() > 2 && words.get(2).length() == 1
                ? Prefix.ofLetter(words.get(2).charAt(0))
                : null;
        if (verb.equals("DEL") && !account.isEmpty()) {
            call.emit(new Event.AccessChanged(channel.folded(), account, (char) 0, call.nowMillis()));
            tell(call, account + " has no rank any more");
        } else if (!verb.equals("SET")
                || rank == null
                || !call.services().directory().exists(account)) {
            tell(call, "Say ACCESS <channel> SET <account> q|a|o|h|v, or DEL <account>; the account must exist");
        } else if (channel.access().size() >= ACCESS_MAX) {
            tell(call, "The list is full");
        } else {
            call.emit(new Event.AccessChanged(channel.folded(), account, rank.letter(), call.nowMillis()));
            tell(call, account + " has rank " + rank.letter());
        }
    }
}
