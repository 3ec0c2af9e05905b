// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_BADCHANNELKEY;
import static dev.heddle.chat.message.Numeric.ERR_BANNEDFROMCHAN;
import static dev.heddle.chat.message.Numeric.ERR_CHANNELISFULL;
import static dev.heddle.chat.message.Numeric.ERR_INVITEONLYCHAN;
import static dev.heddle.chat.message.Numeric.ERR_NEEDREGGEDNICK;
import static dev.heddle.chat.message.Numeric.ERR_NOTONCHANNEL;
import static dev.heddle.chat.message.Numeric.ERR_TOOMANYCHANNELS;
import static dev.heddle.chat.message.Numeric.ERR_TOOMANYTARGETS;
import static dev.heddle.chat.message.Numeric.RPL_TOPIC;
import static dev.heddle.chat.message.Numeric.RPL_TOPICWHOTIME;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.store.Query;
import java.util.HashMap;
import java.util.Map;

/// JOIN and PART.
final class JoinCommands {
    private JoinCommands() {}

    static void addTo(CommandTable table) {
        table.add("JOIN", Access.USERS, 1, 2, JoinCommands::join);
        table.add("PART", Access.USERS, 1, JoinCommands::part);
    }

    private static void join(Call call) {
        if (call.paramCount() == 1 && call.param(0).equals("0")) {
            partAll(call);
            return;
        }
        String[] names = call.param(0).split(",");
        if (names.length > Features.LISTED_MAX) {
            call.reply(ERR_TOOMANYTARGETS, call.message().command(), "Too many targets");
            return;
        }
        Wanted wanted = new Wanted(names, call.paramOr(1).split(","), new HashMap<>());
        withStays(call, wanted, () -> joinFrom(call, wanted, 0));
    }

    /// What one JOIN asks for.
    ///
    /// @param stays since when the account has been in channels that it has not left, by folded name
    private record Wanted(String[] names, String[] keys, Map<String, Long> stays) {
        String key(int index) {
            return index < keys.length ? keys[index] : "";
        }
    }

    /// Whoever has an account and was cut off goes on where it was: its history begins with the join before.
    private static void withStays(Call call, Wanted wanted, Runnable then) {
        String account = call.user().accountFolded();
        Hub hub = call.hub();
        if (account == null || hub.store() == null || !hub.settings().history().enabled()) {
            then.run();
            return;
        }
        HistoryCommands.ask(call, new Query.Stays(account), found -> {
            if (found != null) {
                wanted.stays.putAll(found);
            }
            then.run();
        });
    }

    /// Goes on with the next channel when the names of the one before have been told: they may take several
    /// turns.
    private static void joinFrom(Call call, Wanted wanted, int from) {
        for (int i = from; i < wanted.names.length; i++) {
            int next = i + 1;
            String name = wanted.names[i];
            if (!name.isEmpty() && joinOne(call, name, wanted.key(i), wanted.stays)) {
                Channel channel = call.hub().channel(name);
                if (channel != null) {
                    tellTopic(call, channel);
                    call.services()
                            .readMarkers()
                            .tellJoined(call, channel, () -> tellNames(call, channel, wanted, next));
                    return;
                }
            }
        }
    }

    private static void tellNames(Call call, Channel channel, Wanted wanted, int next) {
        if (call.client().has(Capability.NO_IMPLICIT_NAMES)) {
            HistoryReplay.joined(call, channel, () -> joinFrom(call, wanted, next));
            return;
        }
        call.answer(NamesCommands.of(call, channel), () -> {
            NamesCommands.end(call, channel.name());
            HistoryReplay.joined(call, channel, () -> joinFrom(call, wanted, next));
        });
    }

    /// Whether the user has just become a member.
    private static boolean joinOne(Call call, String name, String key, Map<String, Long> stays) {
        Hub hub = call.hub();
        User user = call.user();
        if (!hub.names().isChannel(name)) {
            call.noSuchChannel(name);
            return false;
        }
        Channel channel = hub.channel(name);
        if (channel != null && channel.member(user) != null) {
            return false;
        }
        HubSettings.Limits limits = hub.settings().limits();
        if (user.membershipCount() >= limits.channelsPerUser()
                || channel == null && hub.channels().size() >= limits.channels()) {
            call.reply(ERR_TOOMANYCHANNELS, name, "You have joined too many channels");
            return false;
        }
        int ranks = channel == null ? Prefix.OPERATOR.bit() : channel.ranksOf(user.accountFolded());
        if (channel != null && ranks == 0 && !user.isOperator() && !mayEnter(call, channel, key)) {
            return false;
        }
        long since = stays.getOrDefault(hub.fold(name), 0L);
        call.emit(new Event.Joined(user.id(), name, ranks, since, hub.random(), call.nowMillis()));
        return true;
    }

    private static boolean mayEnter(Call call, Channel channel, String key) {
        User user = call.user();
        if (user.isInvitedTo(channel)) {
            return true;
        }
        boolean invited = channel.isInvited(user);
        if (channel.has(ChannelMode.INVITE_ONLY) && !invited) {
            call.reply(ERR_INVITEONLYCHAN, channel.name(), "Cannot join channel (+i)");
        } else if (channel.isBanned(user)) {
            call.reply(ERR_BANNEDFROMCHAN, channel.name(), "Cannot join channel (+b)");
        } else if (channel.key() != null && !Secrets.same(channel.key(), key)) {
            call.reply(ERR_BADCHANNELKEY, channel.name(), "Cannot join channel (+k)");
        } else if (channel.limit() > 0 && channel.memberCount() >= channel.limit()) {
            call.reply(ERR_CHANNELISFULL, channel.name(), "Cannot join channel (+l)");
        } else if (channel.has(ChannelMode.REGISTERED_ONLY) && user.account() == null) {
            call.reply(ERR_NEEDREGGEDNICK, channel.name(), "Cannot join channel (+R)");
        } else {
            return true;
        }
        return false;
    }

    static void tellTopic(Call call, Channel channel) {
        if (!channel.topic().isEmpty()) {
            call.reply(RPL_TOPIC, channel.name(), channel.topic());
            call.replyWords(
                    RPL_TOPICWHOTIME,
                    channel.name(),
                    channel.topicSetter(),
                    String.valueOf(channel.topicMillis() / 1000));
        }
    }

    /// Tells one more client of a member what it is in, as if it had just joined.
    static void tellJoined(Call call, Channel channel, boolean names) {
        User user = call.user();
        var body = call.line()
                .begin(call.nowMillis())
                .source(user.source())
                .command("JOIN")
                .param(channel.name());
        if (call.client().has(Capability.EXTENDED_JOIN)) {
            String account = user.account();
            body.param(account == null ? "*" : account).trailing(user.realname());
        }
        call.tell(call.line().end().from(user));
        tellTopic(call, channel);
        if (names && !call.client().has(Capability.NO_IMPLICIT_NAMES)) {
            Cursor cursor = NamesCommands.of(call, channel);
            while (cursor.step(call)) {
                // One channel's names are bounded by its members; the outbox limit holds for what comes of them.
            }
            NamesCommands.end(call, channel.name());
        }
    }

    private static void partAll(Call call) {
        User user = call.user();
        while (user.membershipCount() > 0) {
            Channel channel = user.membership(0).channel();
            call.emit(new Event.Parted(user.id(), channel.name(), "", call.hub().random(), call.nowMillis()));
        }
    }

    private static void part(Call call) {
        User user = call.user();
        String reason = dev.heddle.chat.message.Utf8.truncated(
                call.paramOr(1), call.hub().settings().limits().kickLength());
        for (String name : call.param(0).split(",")) {
            Channel channel = call.hub().channel(name);
            if (channel == null) {
                call.noSuchChannel(name);
                continue;
            }
            Membership membership = channel.member(user);
            if (membership == null) {
                call.reply(ERR_NOTONCHANNEL, channel.name(), "You're not on that channel");
                continue;
            }
            call.emit(new Event.Parted(
                    user.id(), channel.name(), reason, call.hub().random(), call.nowMillis()));
        }
    }
}
