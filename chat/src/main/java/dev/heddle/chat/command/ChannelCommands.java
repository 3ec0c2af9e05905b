// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_CHANOPEN;
import static dev.heddle.chat.message.Numeric.ERR_CHANOPRIVSNEEDED;
import static dev.heddle.chat.message.Numeric.ERR_KNOCKONCHAN;
import static dev.heddle.chat.message.Numeric.ERR_NOTONCHANNEL;
import static dev.heddle.chat.message.Numeric.ERR_TOOMANYKNOCK;
import static dev.heddle.chat.message.Numeric.ERR_USERNOTINCHANNEL;
import static dev.heddle.chat.message.Numeric.ERR_USERONCHANNEL;
import static dev.heddle.chat.message.Numeric.RPL_AWAY;
import static dev.heddle.chat.message.Numeric.RPL_ENDOFINVITELIST;
import static dev.heddle.chat.message.Numeric.RPL_INVITELIST;
import static dev.heddle.chat.message.Numeric.RPL_INVITING;
import static dev.heddle.chat.message.Numeric.RPL_KNOCKDLVR;
import static dev.heddle.chat.message.Numeric.RPL_NOTOPIC;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.message.Utf8;

/// TOPIC, KICK, INVITE, KNOCK: what members do in a channel.
final class ChannelCommands {
    private static final long KNOCK_NANOS = 60_000_000_000L;

    private ChannelCommands() {}

    static void addTo(CommandTable table) {
        table.add("TOPIC", Access.USERS, 1, ChannelCommands::topic);
        table.add("KICK", Access.USERS, 2, ChannelCommands::kick);
        table.add("INVITE", Access.USERS, 0, ChannelCommands::invite);
        table.add("KNOCK", Access.USERS, 1, 2, ChannelCommands::knock);
    }

    private static void topic(Call call) {
        Channel channel = call.hub().channel(call.param(0));
        if (channel == null) {
            call.noSuchChannel(call.param(0));
            return;
        }
        Membership membership = channel.member(call.user());
        boolean asks = call.paramCount() == 1;
        if (membership == null && (!asks || channel.has(ChannelMode.SECRET))) {
            call.reply(ERR_NOTONCHANNEL, channel.name(), "You're not on that channel");
        } else if (asks) {
            if (channel.topic().isEmpty()) {
                call.reply(RPL_NOTOPIC, channel.name(), "No topic is set");
            }
            JoinCommands.tellTopic(call, channel);
        } else if (membership != null
                && channel.has(ChannelMode.TOPIC_LOCKED)
                && !membership.isAtLeast(Prefix.HALF_OPERATOR)) {
            call.reply(ERR_CHANOPRIVSNEEDED, channel.name(), "You're not a channel operator");
        } else {
            String text =
                    Utf8.truncated(call.param(1), call.hub().settings().limits().topicLength());
            call.emit(new Event.TopicChanged(
                    call.user().id(), channel.folded(), text, call.hub().random(), call.nowMillis()));
        }
    }

    // --- KICK

    private static void kick(Call call) {
        String[] channels = call.param(0).split(",");
        String[] nicks = call.param(1).split(",");
        for (int i = 0; i < nicks.length && i < Features.LISTED_MAX; i++) {
            String name = channels.length == 1 ? channels[0] : i < channels.length ? channels[i] : "";
            if (!name.isEmpty() && !nicks[i].isEmpty()) {
                kickOne(call, name, nicks[i]);
            }
        }
    }

    private static void kickOne(Call call, String name, String nick) {
        Hub hub = call.hub();
        Channel channel = hub.channel(name);
        if (channel == null) {
            call.noSuchChannel(name);
            return;
        }
        Membership own = channel.member(call.user());
        if (own == null) {
            call.reply(ERR_NOTONCHANNEL, channel.name(), "You're not on that channel");
            return;
        }
        User target = hub.user(nick);
        Membership theirs = target == null ? null : channel.member(target);
        if (!own.isAtLeast(Prefix.HALF_OPERATOR)) {
            call.reply(ERR_CHANOPRIVSNEEDED, channel.name(), "You're not a channel operator");
        } else if (target == null) {
            call.noSuchNick(nick);
        } else if (theirs == null) {
            call.reply(ERR_USERNOTINCHANNEL, target.nick(), channel.name(), "They aren't on that channel");
        } else if (isHigher(theirs, own)) {
            call.reply(ERR_CHANOPRIVSNEEDED, channel.name(), "You can't kick somebody of a higher rank");
        } else {
            String reason = call.paramOr(2).isEmpty() ? call.user().nick() : call.param(2);
            call.emit(new Event.Kicked(
                    call.user().id(),
                    channel.folded(),
                    target.id(),
                    Utf8.truncated(reason, hub.settings().limits().kickLength()),
                    hub.random(),
                    call.nowMillis()));
        }
    }

    /// A higher rank is a lower bit.
    private static boolean isHigher(Membership one, Membership other) {
        return one.ranks() != 0
                && (other.ranks() == 0 || Integer.lowestOneBit(one.ranks()) < Integer.lowestOneBit(other.ranks()));
    }

    // --- INVITE and KNOCK

    private static void invite(Call call) {
        if (call.paramCount() == 0) {
            for (Channel channel : call.user().invitations()) {
                call.replyWords(RPL_INVITELIST, channel.name());
            }
            call.reply(RPL_ENDOFINVITELIST, "End of /INVITE list");
            return;
        }
        if (call.paramCount() == 1) {
            call.needMoreParams();
            return;
        }
        User target = call.hub().user(call.param(0));
        if (target == null) {
            call.noSuchNick(call.param(0));
            return;
        }
        Channel channel = call.hub().channel(call.param(1));
        if (channel == null) {
            call.noSuchChannel(call.param(1));
            return;
        }
        invite(call, target, channel);
    }

    private static void invite(Call call, User target, Channel channel) {
        Membership own = channel.member(call.user());
        if (own == null) {
            call.reply(ERR_NOTONCHANNEL, channel.name(), "You're not on that channel");
        } else if (channel.member(target) != null) {
            call.reply(ERR_USERONCHANNEL, target.nick(), channel.name(), "is already on channel");
        } else if (channel.has(ChannelMode.INVITE_ONLY) && !own.isAtLeast(Prefix.HALF_OPERATOR)) {
            call.reply(ERR_CHANOPRIVSNEEDED, channel.name(), "You're not a channel operator");
        } else {
            call.replyWords(RPL_INVITING, target.nick(), channel.name());
            call.emit(new Event.Invited(call.user().id(), target.id(), channel.folded(), call.nowMillis()));
            String away = target.away();
            if (away != null) {
                call.reply(RPL_AWAY, target.nick(), away);
            }
        }
    }

    private static void knock(Call call) {
        Channel channel = call.hub().channel(call.param(0));
        User user = call.user();
        if (channel == null || channel.isBanned(user)) {
            call.noSuchChannel(call.param(0));
        } else if (channel.member(user) != null) {
            call.reply(ERR_KNOCKONCHAN, channel.name(), "You are already on that channel");
        } else if (!channel.has(ChannelMode.INVITE_ONLY)) {
            call.reply(ERR_CHANOPEN, channel.name(), "Channel is open");
        } else if (!call.services().throttles().mayKnock(user.id(), channel.folded(), KNOCK_NANOS)) {
            call.reply(ERR_TOOMANYKNOCK, channel.name(), "You have knocked there already");
        } else {
            String reason = Utf8.truncated(
                    call.paramOr(1), call.hub().settings().limits().kickLength());
            call.emit(new Event.Knocked(user.id(), channel.folded(), reason, call.nowMillis()));
            call.reply(RPL_KNOCKDLVR, channel.name(), "Your KNOCK has been delivered");
        }
    }
}
