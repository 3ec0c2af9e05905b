// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Client;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.MessageId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Who is where under which nick, and what each client must therefore be told. Clients are known by the port
/// that they come from.
abstract class SimTown {
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

    final Hub hub;
    final String server;
    final LongSupplier turns;
    final Map<Long, Person> people = new LinkedHashMap<>();
    final Map<String, Person> nicks = new LinkedHashMap<>();
    final Map<String, Room> rooms = new LinkedHashMap<>();
    final Map<Integer, SimExpected> expected = new HashMap<>();
    final Map<Long, Integer> ports = new HashMap<>();
    final Map<Long, Said> said = new HashMap<>();
    long sequence;
    String msgid = "";

    SimTown(Hub hub, LongSupplier turns) {
        this.hub = hub;
        this.turns = turns;
        server = hub.settings().identity().name();
    }

    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
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

    void salt(long salt) {
        msgid = new MessageId(sequence, salt).text();
    }

    Person person(long id) {
        Person known = people.get(id);
        check(known != null, "event names user " + id + ", who is not here");
        return java.util.Objects.requireNonNull(known);
    }

    Room room(String name) {
        Room known = rooms.get(fold(name));
        check(known != null, "event names channel " + name + ", which is not there");
        return java.util.Objects.requireNonNull(known);
    }

    void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError("at event " + sequence + ": " + otherwise);
        }
    }

    void port(long client) {
        Client known = hub.client(client);
        check(known != null, "client " + client + " is unknown");
        ports.put(client, java.util.Objects.requireNonNull(known).peer().port());
    }

    // --- who is told

    void toNeighbours(
            Person who, @Nullable Capability wanted, boolean self, String source, String command, List<String> words) {
        Set<Person> told = new LinkedHashSet<>();
        who.rooms.values().forEach(room -> told.addAll(room.ranks.keySet()));
        told.remove(who);
        if (self) {
            told.add(who);
        }
        told.forEach(one -> toPerson(one, wanted, "", source, command, words));
    }

    void toRoom(Room room, String source, String command, List<String> words) {
        room.ranks.keySet().forEach(member -> toPerson(member, null, fold(room.name), source, command, words));
    }

    void toPerson(
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

    void tell(long client, String channel, String source, String command, List<String> words, boolean echo) {
        int port = ports.getOrDefault(client, 0);
        expected(port)
                .add(new SimExpected.Item(sequence, turns.getAsLong(), channel, source, command, words, msgid, echo));
    }
}
