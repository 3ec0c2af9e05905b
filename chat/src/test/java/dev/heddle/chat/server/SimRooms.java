// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.message.UserMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/// What happens in channels and between people, and whether it may.
abstract class SimRooms extends SimTown {
    SimRooms(Hub hub, LongSupplier turns) {
        super(hub, turns);
    }

    // --- channels

    static List<String> joinWords(Person who, Room room, int capabilities) {
        if (!Capability.EXTENDED_JOIN.isIn(capabilities)) {
            return List.of(room.name);
        }
        return List.of(room.name, who.account == null ? "*" : who.account, who.realname);
    }

    void joined(Event.Joined e) {
        salt(e.salt());
        Person who = person(e.user());
        Room known = rooms.get(fold(e.name()));
        Room room = known == null ? new Room(e.name()) : known;
        check(!room.ranks.containsKey(who), who.nick + " joins " + e.name() + " twice");
        boolean mayAlways = e.ranks() != 0 || room.invited.remove(who) || (who.modes & UserMode.OPERATOR.bit()) != 0;
        check(known == null || mayAlways || mayEnter(who, room), who.nick + " may not join " + e.name());
        rooms.put(fold(e.name()), room);
        room.ranks.put(who, e.ranks());
        room.joined.put(who, sequence);
        who.rooms.put(fold(e.name()), room);
        for (Person member : room.ranks.keySet()) {
            member.clients.forEach((client, bits) ->
                    tell(client, fold(room.name), who.mask(), "JOIN", joinWords(who, room, bits), false));
        }
        String own = msgid;
        msgid = "";
        if (known != null && e.ranks() != 0) {
            List<String> words = new ArrayList<>(List.of(room.name, "+"));
            for (Prefix rank : Prefix.values()) {
                if ((e.ranks() & rank.bit()) != 0) {
                    words.set(1, words.get(1) + rank.letter());
                    words.add(who.nick);
                }
            }
            toRoom(room, server, "MODE", words);
        }
        String away = who.away;
        if (away != null) {
            for (Person member : room.ranks.keySet()) {
                if (member != who) {
                    toPerson(member, Capability.AWAY_NOTIFY, "", who.mask(), "AWAY", List.of(away));
                }
            }
        }
        msgid = own;
    }

    boolean mayEnter(Person who, Room room) {
        boolean full = room.limit > 0 && room.ranks.size() >= room.limit;
        return !room.flags.contains('i') && !isBanned(who, room) && !full;
    }

    /// The simulation's clients ban nicks only.
    static boolean isBanned(Person who, Room room) {
        return room.bans.contains(fold(who.nick) + "!*@*");
    }

    void parted(Event.Parted e) {
        salt(e.salt());
        Person who = person(e.user());
        Room room = room(e.channel());
        check(room.ranks.containsKey(who), who.nick + " parts " + e.channel() + " without being there");
        toRoom(room, who.mask(), "PART", e.reason().isEmpty() ? List.of(room.name) : List.of(room.name, e.reason()));
        leave(who, room);
    }

    void kicked(Event.Kicked e) {
        salt(e.salt());
        Person who = person(e.user());
        Room room = room(e.channel());
        mayRule(e.by(), room, "kick");
        check(room.ranks.containsKey(who), who.nick + " is kicked from " + e.channel() + " without being there");
        toRoom(room, source(e.by()), "KICK", List.of(room.name, who.nick, e.reason()));
        leave(who, room);
    }

    void topic(Event.TopicChanged e) {
        salt(e.salt());
        Room room = room(e.channel());
        if (room.flags.contains('t')) {
            mayRule(e.by(), room, "set the topic");
        }
        check(e.by() == 0 || room.ranks.containsKey(person(e.by())), "a topic from outside");
        toRoom(room, source(e.by()), "TOPIC", List.of(room.name, e.topic()));
    }

    void modes(Event.ChannelModesChanged e) {
        salt(e.salt());
        Room room = room(e.channel());
        boolean ownOnly = e.changes().stream().allMatch(change -> change.user() == e.by() && !change.add());
        if (!ownOnly) {
            mayRule(e.by(), room, "change modes");
        }
        StringBuilder letters = new StringBuilder();
        List<String> words = new ArrayList<>();
        char sign = 0;
        for (Event.ModeChange change : e.changes()) {
            char wanted = change.add() ? '+' : '-';
            if (wanted != sign) {
                letters.append(wanted);
                sign = wanted;
            }
            letters.append(change.mode());
            String parameter = change.user() == 0 ? change.parameter() : person(change.user()).nick;
            if (parameter != null) {
                words.add(parameter);
            }
            change(room, change);
        }
        words.addFirst(letters.toString());
        words.addFirst(room.name);
        toRoom(room, source(e.by()), "MODE", words);
    }

    void change(Room room, Event.ModeChange change) {
        Prefix rank = Prefix.ofLetter(change.mode());
        String parameter = change.parameter();
        if (rank != null) {
            Person whose = person(change.user());
            check(room.ranks.containsKey(whose), "a rank for " + whose.nick + ", who is not in " + room.name);
            room.ranks.compute(whose, (who, bits) -> {
                int before = bits == null ? 0 : bits;
                return change.add() ? before | rank.bit() : before & ~rank.bit();
            });
        } else if (change.mode() == 'b' && parameter != null) {
            if (change.add()) {
                room.bans.add(fold(parameter));
            } else {
                room.bans.remove(fold(parameter));
            }
        } else if (change.mode() == 'l') {
            room.limit = change.add() && parameter != null ? Integer.parseInt(parameter) : 0;
        } else if (change.add()) {
            room.flags.add(change.mode());
        } else {
            room.flags.remove(change.mode());
        }
    }

    void invited(Event.Invited e) {
        Person by = person(e.by());
        Person who = person(e.user());
        Room room = room(e.channel());
        check(room.ranks.containsKey(by), by.nick + " invites from outside");
        room.invited.add(who);
        List<String> words = List.of(who.nick, room.name);
        toPerson(who, null, "", by.mask(), "INVITE", words);
        room.ranks.forEach((member, ranks) -> {
            boolean mayInvite = Prefix.HALF_OPERATOR.isReachedBy(ranks) || !room.flags.contains('i');
            if (mayInvite && member != by && member != who) {
                toPerson(member, Capability.INVITE_NOTIFY, "", by.mask(), "INVITE", words);
            }
        });
    }

    void mayRule(long by, Room room, String what) {
        if (by != 0) {
            Integer ranks = room.ranks.get(person(by));
            check(
                    ranks != null && Prefix.HALF_OPERATOR.isReachedBy(ranks),
                    person(by).nick + " may not " + what + " in " + room.name);
        }
    }

    void leave(Person who, Room room) {
        room.ranks.remove(who);
        room.joined.remove(who);
        who.rooms.remove(fold(room.name));
        if (room.ranks.isEmpty() && !room.registered) {
            rooms.remove(fold(room.name));
        }
    }

    String source(long by) {
        return by == 0 ? server : person(by).mask();
    }

    // --- messages

    void message(Event.ChannelMessage e) {
        salt(e.salt());
        Person who = person(e.user());
        Room room = room(e.channel());
        check(maySpeak(who, room), who.nick + " may not speak in " + room.name);
        Prefix toRank = e.toRank();
        boolean tags = e.kind() == Event.Kind.TAGMSG;
        String target = toRank == null ? room.name : toRank.symbol() + room.name;
        List<String> words = tags ? List.of(target) : List.of(target, e.text());
        Set<Long> members = new LinkedHashSet<>();
        room.ranks.keySet().forEach(member -> members.add(member.id));
        said.put(sequence, new Said(who.mask(), fold(room.name), e.text(), members));
        room.ranks.forEach((member, ranks) -> {
            if (toRank == null || toRank.isReachedBy(ranks)) {
                member.clients.forEach((client, bits) -> {
                    if (client != e.client() && (!tags || Capability.MESSAGE_TAGS.isIn(bits))) {
                        tell(
                                client,
                                toRank == null ? fold(room.name) : "",
                                who.mask(),
                                e.kind().name(),
                                words,
                                false);
                    }
                });
            }
        });
        boolean inStep = toRank == null && room.ranks.containsKey(who);
        echo(who, e.client(), e.kind(), words, inStep ? fold(room.name) : "");
    }

    static boolean maySpeak(Person who, Room room) {
        Integer ranks = room.ranks.get(who);
        boolean outside = ranks == null;
        if (outside && (room.flags.contains('n') || room.flags.contains('s'))) {
            return false;
        }
        boolean voiced = ranks != null && Prefix.VOICE.isReachedBy(ranks);
        return voiced || !room.flags.contains('m') && !isBanned(who, room);
    }

    void message(Event.PrivateMessage e) {
        salt(e.salt());
        Person who = person(e.user());
        boolean tags = e.kind() == Event.Kind.TAGMSG;
        List<String> words = tags ? List.of(e.targetName()) : List.of(e.targetName(), e.text());
        Person target = e.target() == 0 ? null : person(e.target());
        if (target != null) {
            Capability wanted = tags ? Capability.MESSAGE_TAGS : null;
            toPerson(target, wanted, "", who.mask(), e.kind().name(), words);
        }
        if (target != who) {
            who.clients.forEach((client, bits) -> {
                if (client != e.client()) {
                    tell(client, "", who.mask(), e.kind().name(), words, false);
                }
            });
        }
        echo(who, e.client(), e.kind(), words, "");
    }

    void echo(Person who, long client, Event.Kind kind, List<String> words, String channel) {
        if (Capability.ECHO_MESSAGE.isIn(who.clients.getOrDefault(client, 0))) {
            tell(client, channel, who.mask(), kind.name(), words, true);
        }
    }
}
