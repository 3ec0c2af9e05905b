// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.ChannelMode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// All of a hub's state as text, to compare two hubs.
final class HubPicture {
    private HubPicture() {}

    static String of(Hub hub) {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(byNick(hub)).values().forEach(user -> lines.add(user(user)));
        TreeMap<String, Channel> channels = new TreeMap<>();
        hub.channels().forEach(channel -> channels.put(channel.folded(), channel));
        channels.values().forEach(channel -> channel(channel, lines));
        hub.bans().all().forEach(ban -> lines.add(ban.toString()));
        return String.join("\n", lines);
    }

    private static TreeMap<String, User> byNick(Hub hub) {
        TreeMap<String, User> users = new TreeMap<>();
        hub.users().forEach(user -> users.put(user.folded(), user));
        return users;
    }

    private static String user(User user) {
        List<String> clients = new ArrayList<>();
        for (int i = 0; i < user.clientCount(); i++) {
            clients.add(user.client(i).id() + ":" + user.client(i).capabilities() + ":"
                    + user.client(i).monitored());
        }
        TreeSet<String> channels = new TreeSet<>();
        for (int i = 0; i < user.membershipCount(); i++) {
            channels.add(user.membership(i).channel().folded());
        }
        TreeSet<String> invitations = new TreeSet<>();
        user.invitations().forEach(channel -> invitations.add(channel.folded()));
        return "user " + user.id() + " " + user.mask() + " :" + user.realname() + " account=" + user.account()
                + " away="
                + user.away() + " modes=" + user.modes() + " operator=" + user.operator() + " clients=" + clients
                + " in=" + channels + " invited=" + invitations;
    }

    private static void channel(Channel channel, List<String> lines) {
        TreeSet<String> members = new TreeSet<>();
        for (int i = 0; i < channel.memberCount(); i++) {
            Membership member = channel.member(i);
            members.add(member.user().nick() + "/" + member.ranks() + "/" + member.joinedMillis());
        }
        List<String> masks = new ArrayList<>();
        for (ChannelMode mode : List.of(ChannelMode.BAN, ChannelMode.EXCEPT, ChannelMode.INVITE_EXCEPT)) {
            for (String text : channel.list(mode).texts()) {
                masks.add(String.valueOf(channel.list(mode).get(text)));
            }
        }
        lines.add("channel " + channel.name() + " modes=" + channel.modes() + " key=" + channel.key() + " limit="
                + channel.limit() + " topic=" + channel.topic() + " by=" + channel.topicSetter() + " members=" + members
                + " masks=" + masks + " registered=" + channel.registration() + " access=" + channel.access());
    }
}
