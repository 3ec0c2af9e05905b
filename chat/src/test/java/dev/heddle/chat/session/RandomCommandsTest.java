// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Client;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.UserMode;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many clients do anything they can think of, from a seed. Whatever happens, these hold: who is in a channel
/// is in both lists, a nick has one owner, every client receives exactly the messages that it may see, in the
/// order of the hub, and the hub can be rebuilt from its events.
class RandomCommandsTest {
    private static final int CLIENTS = 12;
    private static final int STEPS = Integer.getInteger("heddle.test.steps", 600);
    private static final String[][] CAPABILITIES = {
        {},
        {"echo-message"},
        {"message-tags", "server-time"},
        {"message-tags", "server-time", "account-tag", "echo-message", "labeled-response", "batch"},
        {"extended-join", "away-notify", "multi-prefix"}
    };

    private final Map<String, List<String>> expected = new HashMap<>();
    private final Map<String, List<String>> seen = new HashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Long> sequences = new ArrayList<>();
    private int said;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void invariantsHoldWhateverClientsDo(long seed) {
        Random random = new Random(seed);
        House house = new House(settings -> settings);
        house.hub.addJournal((sequence, event) -> journal(house.hub, sequence, event));
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            guests.add(enter(house, random, i));
        }
        for (int step = 0; step < STEPS; step++) {
            int who = random.nextInt(guests.size());
            if (guests.get(who).closed) {
                read(guests.get(who));
                guests.set(who, enter(house, random, who));
            }
            guests.get(who).sendOnly(command(random));
            if (random.nextInt(3) == 0) {
                house.turn();
                checkState(house.hub);
            }
        }
        house.turn();
        guests.forEach(this::read);
        assertThat(seen).as("seed " + seed).isEqualTo(expected);
        rebuilt(house, seed);
        house.close();
    }

    private Guest enter(House house, Random random, int number) {
        String[] capabilities = CAPABILITIES[random.nextInt(CAPABILITIES.length)];
        Guest guest = house.connect();
        if (capabilities.length > 0) {
            guest.sendOnly("CAP REQ :" + String.join(" ", capabilities));
        }
        for (int attempt = 0; guest.connection.client().user() == null; attempt++) {
            guest.sendOnly("NICK n" + number + (attempt == 0 ? "" : "x" + random.nextInt(1000)));
            if (attempt == 0) {
                guest.sendOnly("USER u 0 * :somebody");
                guest.sendOnly("CAP END");
            }
        }
        house.turn();
        return guest;
    }

    private String command(Random random) {
        String channel = "#c" + random.nextInt(4);
        String nick = "n" + random.nextInt(CLIENTS);
        return switch (random.nextInt(26)) {
            case 0, 1, 2 -> "JOIN " + channel;
            case 3 -> "PART " + channel + " :bye";
            case 4, 5, 6, 7, 8, 9, 10 -> "PRIVMSG " + channel + " :m" + said++;
            case 11, 12 -> "PRIVMSG " + nick + " :m" + said++;
            case 13 -> "NICK n" + random.nextInt(CLIENTS) + (random.nextBoolean() ? "x" + random.nextInt(9) : "");
            case 14 ->
                "MODE " + channel + " " + (random.nextBoolean() ? "+" : "-") + "imntsCMc".charAt(random.nextInt(8));
            case 15 -> "MODE " + channel + " +o " + nick;
            case 16 ->
                "MODE " + channel + " " + (random.nextBoolean() ? "+b " : "-b ") + (random.nextBoolean() ? "~m:" : "")
                        + nick;
            case 17 -> "KICK " + channel + " " + nick + " :out";
            case 18 -> "TOPIC " + channel + " :topic " + random.nextInt(100);
            case 19 -> "AWAY" + (random.nextBoolean() ? " :gone" : "");
            case 20 -> "INVITE " + nick + " " + channel;
            case 21 -> "MONITOR + n1,n2," + nick;
            case 22 -> random.nextInt(4) == 0 ? "QUIT :leaving" : "PING x";
            case 23 -> "CAP REQ :" + (random.nextBoolean() ? "" : "-") + "server-time";
            case 24 -> "PRIVMSG @" + channel + " :m" + said++;
            default -> "@label=l" + random.nextInt(9) + " WHO " + channel;
        };
    }

    // --- what each client must see

    private void journal(Hub hub, long sequence, Event event) {
        events.add(event);
        sequences.add(sequence);
        switch (event) {
            case Event.ChannelMessage e -> expectChannel(hub, e);
            case Event.PrivateMessage e -> expectPrivate(hub, e);
            default -> {}
        }
    }

    private void expectChannel(Hub hub, Event.ChannelMessage e) {
        Channel channel = hub.channel(e.channel());
        boolean echoed = false;
        for (int i = 0; channel != null && i < channel.memberCount(); i++) {
            if (e.toRank() == null || channel.member(i).isAtLeast(e.toRank())) {
                User member = channel.member(i).user();
                for (int k = 0; k < member.clientCount(); k++) {
                    Client client = member.client(k);
                    if (client.id() != e.client()) {
                        expect(client, e.channel(), e.text());
                    } else if (client.has(Capability.ECHO_MESSAGE)) {
                        expect(client, e.channel(), e.text());
                        echoed = true;
                    }
                }
            }
        }
        Client sender = hub.client(e.client());
        if (!echoed && sender != null && sender.has(Capability.ECHO_MESSAGE)) {
            expect(sender, e.channel(), e.text());
        }
    }

    private void expectPrivate(Hub hub, Event.PrivateMessage e) {
        User target = hub.user(e.target());
        for (int k = 0; target != null && k < target.clientCount(); k++) {
            expect(target.client(k), "private", e.text());
        }
        Client sender = hub.client(e.client());
        if (sender != null && sender.has(Capability.ECHO_MESSAGE)) {
            expect(sender, "private", e.text());
        }
    }

    private void expect(Client client, String buffer, String text) {
        expected.computeIfAbsent(client.id() + " " + buffer, id -> new ArrayList<>())
                .add(text);
    }

    private void read(Guest guest) {
        for (String line : guest.lines()) {
            String body = line.startsWith("@") ? line.substring(line.indexOf(' ') + 1) : line;
            String[] words = body.split(" ", 4);
            if (words.length == 4 && words[1].equals("PRIVMSG")) {
                int hash = words[2].indexOf('#');
                String buffer = hash < 0 ? "private" : words[2].substring(hash);
                seen.computeIfAbsent(guest.connection.client().id() + " " + buffer, id -> new ArrayList<>())
                        .add(words[3].substring(1));
            }
        }
    }

    // --- what always holds

    private static void checkState(Hub hub) {
        for (User user : hub.users()) {
            assertThat(hub.user(user.nick())).isSameAs(user);
            assertThat(hub.user(user.id())).isSameAs(user);
            assertThat(user.clientCount()).isPositive();
            for (int i = 0; i < user.membershipCount(); i++) {
                assertThat(List.of(user.membership(i).channel().members())).contains(user.membership(i));
            }
        }
        for (Channel channel : hub.channels()) {
            assertThat(channel.memberCount()).isPositive();
            for (int i = 0; i < channel.memberCount(); i++) {
                assertThat(channel.member(channel.member(i).user())).isSameAs(channel.member(i));
                assertThat(hub.user(channel.member(i).user().id()))
                        .isSameAs(channel.member(i).user());
            }
        }
        checkCensus(hub);
    }

    private static void checkCensus(Hub hub) {
        assertThat(hub.census().invisible())
                .isEqualTo(hub.users().stream()
                        .filter(user -> user.has(UserMode.INVISIBLE))
                        .count());
        assertThat(hub.census().operators())
                .isEqualTo(hub.users().stream().filter(User::isOperator).count());
        assertThat(hub.census().formedChannels())
                .isEqualTo(hub.channels().stream()
                        .filter(channel -> channel.memberCount() > 0)
                        .count());
        assertThat(hub.census().usersMax()).isGreaterThanOrEqualTo(hub.userCount());
    }

    private void rebuilt(House house, long seed) {
        try (UnitHeap heap = UnitHeap.open(HeapOptions.of("rebuilt", 16 * 1024, 64, 64))) {
            HubSettings settings = house.hub.settings();
            Hub again = new Hub(settings, Casemapping.ASCII, house.hub.clock(), () -> 0, null, heap);
            for (int i = 0; i < events.size(); i++) {
                again.apply(events.get(i), sequences.get(i));
                again.endOfTurn();
            }
            assertThat(HubPicture.of(again))
                    .as("rebuilt from the events of seed " + seed)
                    .isEqualTo(HubPicture.of(house.hub));
            again.close();
        }
    }
}
