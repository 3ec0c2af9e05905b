// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.UserMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// A second, simple account of what the hub's events mean: who is where under which nick, who may do what, and
/// therefore who must be told which line. It knows nothing of loops, audiences, batches or barriers.
///
/// Clients are known by the port that they come from.
final class SimModel extends SimRooms implements Hub.Journal {
    private final List<Event> events = new ArrayList<>();
    private final List<Long> sequences = new ArrayList<>();
    private final SimTrace trace;

    SimModel(Hub hub, LongSupplier turns, SimTrace trace) {
        super(hub, turns);
        this.trace = trace;
    }

    List<Event> events() {
        return events;
    }

    List<Long> sequences() {
        return sequences;
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
            case Event.Redacted e -> {}
            case Event.Accepted e -> {}
            case Event.MonitorChanged e -> {}
            case Event.Knocked e -> {}
            case Event.AccessChanged e -> {}
            case Event.BanPlaced e -> {}
            case Event.BanLifted e -> {}
            case Event.Wallops e -> {}
        }
        msgid = "";
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
}
