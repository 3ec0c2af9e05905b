// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Client;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.message.UserMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A second, simple account of what the hub's events mean: who is where under which nick, who may do what,
/// and
/// therefore who must be told which line. It knows nothing of loops, audiences, batches or barriers.
///
/// Clients are known by the port that they come from.
final class SimModel implements Hub.Journal {
    static final class Person {
        final long id;
        String nick;
        String username;
        String host;
        String realname;

        @Nullable
        String account;

        @Nullable
        String away;

        int modes;
        final Map<Long, Integer> clients = new LinkedHashMap<>();
        final Map<String, Room> rooms = new LinkedHashMap<>();

        Person(Event.UserArrived e) {
            id = e.user();
            nick = e.nick();
            username = e.username();
            host = e.host();
            realname = e.realname();
            account = e.account();
            away = e.away();
            modes = e.modes();
        }

        String mask() {
            return nick + "!" + username + "@" + host;
        }
    }

    static final class Room {
        final String name;
        final Map<Person, Integer> ranks = new LinkedHashMap<>();
        final Map<Person, Long> joined = new HashMap<>();
        final Set<Character> flags = new LinkedHashSet<>(List.of('n', 't'));
        final Set<String> bans = new LinkedHashSet<>();
        final Set<Person> invited = new LinkedHashSet<>();
        int limit;
        boolean registered;

        Room(String name) {
            this.name = name;
        }
    }

    /// A message to a channel, and who was there.
    record Said(String source, String room, String text, Set<Long> members) {}

    private final Hub hub;
    private final String server;
    private final LongSupplier turns;
    private final SimTrace trace;
    private final Map<Long, Person> people = new LinkedHashMap<>();
    private final Map<String, Person> nicks = new LinkedHashMap<>();
    private final Map<String, Room> rooms = new LinkedHashMap<>();
    private final Map<Integer, SimExpected> expected = new HashMap<>();
    private final Map<Long, Integer> ports = new HashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Long> sequences = new ArrayList<>();
    private final Map<Long, Said> said = new HashMap<>();
    private long sequence;
    private String msgid = "";

    SimModel(Hub hub, LongSupplier turns, SimTrace trace) {
        this.hub = hub;
        this.turns = turns;
        this.trace = trace;
        server = hub.settings().identity().name();
    }

    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    List<Event> events() {
        return events;
    }

    List<Long> sequences() {
        return sequences;
    }

    Map<String, Room> rooms() {
        return rooms;
    }

    Map<String, Person> nicks() {
        return nicks;
    }

    /// The message with this sequence; null if there was none.
    @Nullable
    Said said(long at) {
        return said.get(at);
    }

    /// What the client at this port must still be told.
    SimExpected expected(int port) {
        return expected.computeIfAbsent(port, any -> new SimExpected());
    }

    /// Whoever speaks from this port; null: nobody (any more).
    @Nullable
    Person at(int port) {
        for (Person person : people.values()) {
            for (long client : person.clients.keySet()) {
                if (port == ports.getOrDefault(client, 0)) {
                    return person;
                }
            }
        }
        return null;
    }

    // --- events

    @Override
    public void on(long at, Event event) {
        sequence = at;
        events.add(event);
        sequences.add(at);
        trace.add(at + " " + event);
        switch (event) {
            case Event.ChannelMessage e -> message(e);
            case Event.PrivateMessage e -> message(e);
            case Event.UserArrived e -> arrived(e);
            case Event.ClientAttached e -> attached(e);
            case Event.ClientDetached e -> person(e.user()).clients.remove(e.client());
            case Event.CapabilitiesChanged e -> capabilities(e);
            case Event.UserLeft e -> left(e);
            case Event.NickChanged e -> renamed(e);
            case Event.RealnameChanged e -> {
                Person who = person(e.user());
                who.realname = e.realname();
                toNeighbours(who, Capability.SETNAME, true, who.mask(), "SETNAME", List.of(e.realname()));
            }
            case Event.HostChanged e -> rehosted(e);
            case Event.AwayChanged e -> {
                Person who = person(e.user());
                String away = e.away();
                who.away = away;
                List<String> words = away == null ? List.of() : List.of(away);
                toNeighbours(who, Capability.AWAY_NOTIFY, false, who.mask(), "AWAY", words);
            }
            case Event.AccountChanged e -> account(e);
            case Event.UserModesChanged e -> modes(e);
            case Event.Joined e -> joined(e);
            case Event.Parted e -> parted(e);
            case Event.Kicked e -> kicked(e);
            case Event.TopicChanged e -> topic(e);
            case Event.ChannelModesChanged e -> modes(e);
            case Event.Invited e -> invited(e);
            case Event.ChannelRegistered e -> room(e.channel()).registered = e.registration() != null;
            case Event.MonitorChanged e -> {}
            case Event.Knocked e -> {}
            case Event.AccessChanged e -> {}
            case Event.BanPlaced e -> {}
            case Event.BanLifted e -> {}
            case Event.Wallops e -> {}
        }
        msgid = "";
    }

    private void salt(long salt) {
        msgid = new MessageId(sequence, salt).text();
    }

    private Person person(long id) {
        Person known = people.get(id);
        check(known != null, "event names user " + id + ", who is not here");
        return java.util.Objects.requireNonNull(known);
    }

    private Room room(String name) {
        Room known = rooms.get(fold(name));
        check(known != null, "event names channel " + name + ", which is not there");
        return java.util.Objects.requireNonNull(known);
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError("at event " + sequence + ": " + otherwise);
        }
    }

    private void port(long client) {
        Client known = hub.client(client);
        check(known != null, "client " + client + " is unknown");
        ports.put(client, java.util.Objects.requireNonNull(known).peer().port());
    }

    // --- people

    private void arrived(Event.UserArrived e) {
        Person who = new Person(e);
        check(!nicks.containsKey(fold(e.nick())), "nick " + e.nick() + " has an owner");
        people.put(who.id, who);
        nicks.put(fold(e.nick()), who);
        who.clients.put(e.client(), e.capabilities());
        port(e.client());
    }

    private void attached(Event.ClientAttached e) {
        Person who = person(e.user());
        who.clients.put(e.client(), e.capabilities());
        port(e.client());
        for (Room room : who.rooms.values()) {
            tell(e.client(), "", who.mask(), "JOIN", joinWords(who, room, e.capabilities()), false);
        }
    }

    private void capabilities(Event.CapabilitiesChanged e) {
        for (Person who : people.values()) {
            who.clients.computeIfPresent(e.client(), (id, before) -> e.capabilities());
        }
    }

    private void left(Event.UserLeft e) {
        salt(e.salt());
        Person who = person(e.user());
        toNeighbours(who, null, false, who.mask(), "QUIT", List.of(e.reason()));
        for (Room room : List.copyOf(who.rooms.values())) {
            leave(who, room);
        }
        rooms.values().forEach(room -> room.invited.remove(who));
        people.remove(who.id);
        nicks.remove(fold(who.nick));
    }

    private void renamed(Event.NickChanged e) {
        salt(e.salt());
        Person who = person(e.user());
        Person holder = nicks.get(fold(e.nick()));
        check(holder == null || holder == who, "nick " + e.nick() + " has an owner");
        toNeighbours(who, null, true, who.mask(), "NICK", List.of(e.nick()));
        nicks.remove(fold(who.nick));
        who.nick = e.nick();
        nicks.put(fold(who.nick), who);
    }

    private void rehosted(Event.HostChanged e) {
        Person who = person(e.user());
        toNeighbours(who, Capability.CHGHOST, true, who.mask(), "CHGHOST", List.of(e.username(), e.host()));
        who.username = e.username();
        who.host = e.host();
    }

    private void account(Event.AccountChanged e) {
        Person who = person(e.user());
        who.account = e.account();
        int bit = UserMode.REGISTERED.bit();
        who.modes = e.account() == null ? who.modes & ~bit : who.modes | bit;
        List<String> words = List.of(e.account() == null ? "*" : e.account());
        toNeighbours(who, Capability.ACCOUNT_NOTIFY, true, who.mask(), "ACCOUNT", words);
    }

    private void modes(Event.UserModesChanged e) {
        Person who = person(e.user());
        String come = UserMode.letters(e.modes() & ~who.modes);
        String gone = UserMode.letters(who.modes & ~e.modes());
        who.modes = e.modes();
        String change = (come.isEmpty() ? "" : "+" + come) + (gone.isEmpty() ? "" : "-" + gone);
        if (!change.isEmpty()) {
            toPerson(who, null, "", who.mask(), "MODE", List.of(who.nick, change));
        }
    }

    // --- channels

    private static List<String> joinWords(Person who, Room room, int capabilities) {
        if (!Capability.EXTENDED_JOIN.isIn(capabilities)) {
            return List.of(room.name);
        }
        return List.of(room.name, who.account == null ? "*" : who.account, who.realname);
    }

    private void joined(Event.Joined e) {
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

    private boolean mayEnter(Person who, Room room) {
        boolean full = room.limit > 0 && room.ranks.size() >= room.limit;
        return !room.flags.contains('i') && !isBanned(who, room) && !full;
    }

    /// The simulation's clients ban nicks only.
    private static boolean isBanned(Person who, Room room) {
        return room.bans.contains(fold(who.nick) + "!*@*");
    }

    private void parted(Event.Parted e) {
        salt(e.salt());
        Person who = person(e.user());
        Room room = room(e.channel());
        check(room.ranks.containsKey(who), who.nick + " parts " + e.channel() + " without being there");
        toRoom(room, who.mask(), "PART", e.reason().isEmpty() ? List.of(room.name) : List.of(room.name, e.reason()));
        leave(who, room);
    }

    private void kicked(Event.Kicked e) {
        salt(e.salt());
        Person who = person(e.user());
        Room room = room(e.channel());
        mayRule(e.by(), room, "kick");
        check(room.ranks.containsKey(who), who.nick + " is kicked from " + e.channel() + " without being there");
        toRoom(room, source(e.by()), "KICK", List.of(room.name, who.nick, e.reason()));
        leave(who, room);
    }

    private void topic(Event.TopicChanged e) {
        salt(e.salt());
        Room room = room(e.channel());
        if (room.flags.contains('t')) {
            mayRule(e.by(), room, "set the topic");
        }
        check(e.by() == 0 || room.ranks.containsKey(person(e.by())), "a topic from outside");
        toRoom(room, source(e.by()), "TOPIC", List.of(room.name, e.topic()));
    }

    private void modes(Event.ChannelModesChanged e) {
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

    private void change(Room room, Event.ModeChange change) {
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

    private void invited(Event.Invited e) {
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

    private void mayRule(long by, Room room, String what) {
        if (by != 0) {
            Integer ranks = room.ranks.get(person(by));
            check(
                    ranks != null && Prefix.HALF_OPERATOR.isReachedBy(ranks),
                    person(by).nick + " may not " + what + " in " + room.name);
        }
    }

    private void leave(Person who, Room room) {
        room.ranks.remove(who);
        room.joined.remove(who);
        who.rooms.remove(fold(room.name));
        if (room.ranks.isEmpty() && !room.registered) {
            rooms.remove(fold(room.name));
        }
    }

    private String source(long by) {
        return by == 0 ? server : person(by).mask();
    }

    // --- messages

    private void message(Event.ChannelMessage e) {
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

    private static boolean maySpeak(Person who, Room room) {
        Integer ranks = room.ranks.get(who);
        boolean outside = ranks == null;
        if (outside && (room.flags.contains('n') || room.flags.contains('s'))) {
            return false;
        }
        boolean voiced = ranks != null && Prefix.VOICE.isReachedBy(ranks);
        return voiced || !room.flags.contains('m') && !isBanned(who, room);
    }

    private void message(Event.PrivateMessage e) {
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
                if (client != e.client() && Capability.ECHO_MESSAGE.isIn(bits)) {
                    tell(client, "", who.mask(), e.kind().name(), words, false);
                }
            });
        }
        echo(who, e.client(), e.kind(), words, "");
    }

    private void echo(Person who, long client, Event.Kind kind, List<String> words, String channel) {
        if (Capability.ECHO_MESSAGE.isIn(who.clients.getOrDefault(client, 0))) {
            tell(client, channel, who.mask(), kind.name(), words, true);
        }
    }

    // --- who is told

    private void toNeighbours(
            Person who, @Nullable Capability wanted, boolean self, String source, String command, List<String> words) {
        Set<Person> told = new LinkedHashSet<>();
        who.rooms.values().forEach(room -> told.addAll(room.ranks.keySet()));
        told.remove(who);
        if (self) {
            told.add(who);
        }
        told.forEach(one -> toPerson(one, wanted, "", source, command, words));
    }

    private void toRoom(Room room, String source, String command, List<String> words) {
        room.ranks.keySet().forEach(member -> toPerson(member, null, fold(room.name), source, command, words));
    }

    private void toPerson(
            Person who,
            @Nullable Capability wanted,
            String channel,
            String source,
            String command,
            List<String> words) {
        who.clients.forEach((client, bits) -> {
            if (wanted == null || wanted.isIn(bits)) {
                tell(client, channel, source, command, words, false);
            }
        });
    }

    private void tell(long client, String channel, String source, String command, List<String> words, boolean echo) {
        int port = ports.getOrDefault(client, 0);
        expected(port)
                .add(new SimExpected.Item(sequence, turns.getAsLong(), channel, source, command, words, msgid, echo));
    }
}
