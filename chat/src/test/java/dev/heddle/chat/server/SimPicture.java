// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.ChannelMode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;

/// A hub as text, to compare two.
final class SimPicture {
    private SimPicture() {}

    static String of(Hub hub) {
        List<String> lines = new ArrayList<>();
        hub.users().forEach(user -> lines.add(of(user)));
        hub.channels().forEach(channel -> lines.add(of(channel)));
        hub.bans().all().forEach(ban -> lines.add("ban " + ban));
        return String.join("\n", lines);
    }

    private static String of(User user) {
        var clients = new StringJoiner(" ");
        for (int i = 0; i < user.clientCount(); i++) {
            var client = user.client(i);
            clients.add(client.id() + ":" + client.capabilities() + ":" + client.monitored());
        }
        var rooms = new StringJoiner(" ");
        for (int i = 0; i < user.membershipCount(); i++) {
            var membership = user.membership(i);
            rooms.add(membership.channel().name() + ":" + membership.ranks() + ":" + membership.joinedSequence());
        }
        var invitations = new TreeSet<String>();
        user.invitations().forEach(channel -> invitations.add(channel.name()));
        return "user " + user.id() + " " + user.mask() + " account=" + user.account() + " away=" + user.away()
                + " modes=" + user.modes() + " oper=" + user.operator() + " name=" + user.realname()
                + " signon=" + user.signonMillis() + " spoke=" + user.spokeMillis() + " clients=" + clients
                + " rooms=" + rooms + " invitations=" + invitations + " accepted=" + user.accepted();
    }

    private static String of(Channel channel) {
        var members = new StringJoiner(" ");
        for (int i = 0; i < channel.memberCount(); i++) {
            var member = channel.member(i);
            members.add(member.user().nick() + ":" + member.ranks() + ":" + member.joinedSequence());
        }
        var lists = new StringJoiner(" ");
        for (ChannelMode mode : List.of(ChannelMode.values())) {
            if (mode.takes() == ChannelMode.Takes.LIST) {
                lists.add(mode.letter() + "=" + channel.list(mode).texts());
            }
        }
        return "channel " + channel.name() + " modes=" + ChannelMode.letters(channel.modes()) + " key=" + channel.key()
                + " limit=" + channel.limit() + " topic=" + channel.topic() + " by=" + channel.topicSetter()
                + " lists=" + lists + " registration=" + channel.registration() + " members=" + members;
    }
}
