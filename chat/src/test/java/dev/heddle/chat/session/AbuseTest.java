// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.store.ServerBan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What keeps one client from costing the others something.
class AbuseTest {
    private final House house = new House();
    private final Peer outside = Peer.plain("192.0.2.9", 1);

    @AfterEach
    void nothingIsHeld() {
        house.close();
    }

    @Test
    void floodIsDelayedAndNothingIsDropped() {
        Guest bob = house.join("bob");
        Guest flooder = house.connect(outside);
        flooder.send("NICK flooder");
        flooder.send("USER f 0 * :f");
        flooder.lines();
        house.advanceSeconds(60);
        for (int i = 0; i < 50; i++) {
            flooder.sendOnly("PRIVMSG bob :n" + i);
        }
        house.turn();
        int atOnce = bob.lines().size();
        assertThat(atOnce).isBetween(15, 25);
        house.advanceSeconds(2);
        assertThat(bob.lines()).hasSizeBetween(6, 10);
        for (int i = 0; i < 20; i++) {
            house.advanceSeconds(1);
        }
        assertThat(bob.text()).contains(":n49");
    }

    @Test
    void aClientThatSendsFasterThanItIsServedIsNotReadFrom() {
        Guest flooder = house.connect(outside);
        flooder.send("NICK flooder");
        flooder.send("USER f 0 * :f");
        for (int i = 0; i < 200; i++) {
            flooder.sendOnly("PING " + i);
        }
        assertThat(flooder.paused).isTrue();
        for (int i = 0; i < 60; i++) {
            house.advanceSeconds(1);
        }
        assertThat(flooder.paused).isFalse();
        assertThat(flooder.text()).contains("PONG irc.example.org :199");
    }

    @Test
    void linesThatWaitHaveALimitInAllAndNoneOfThemIsLost() {
        Guest last = house.connect(outside);
        for (int i = 0; i < 30; i++) {
            last.sendOnly("PING " + i);
        }
        assertThat(last.paused).isFalse();
        for (int n = 0; n * 64 < Connections.WAITING_MAX; n++) {
            Guest flooder = house.connect(Peer.plain("192.0." + n / 200 + "." + (10 + n % 200), 1));
            for (int i = 0; i < 100; i++) {
                flooder.sendOnly("PING " + i);
            }
        }
        last.sendOnly("PING 30");
        assertThat(last.paused).isTrue();
        for (int i = 0; i < 40; i++) {
            house.advanceSeconds(1);
        }
        assertThat(house.guests).noneMatch(guest -> guest.paused);
        assertThat(last.text()).contains("PONG irc.example.org :30");
    }

    @Test
    void whoDoesNotReadIsClosedWithSendQExceededAndTheOthersAreToldSo() {
        Guest alice = house.join("alice");
        Guest bob = house.join("bob");
        Guest slow = house.join("slow");
        for (Guest guest : house.guests) {
            guest.send("JOIN #weave");
        }
        slow.stuck = true;
        String text = "x".repeat(400);
        for (int i = 0; i < 200 && !slow.exceeded; i++) {
            alice.send("PRIVMSG #weave :" + text);
        }
        assertThat(slow.exceeded).isTrue();
        house.turn();
        assertThat(bob.text()).contains(":slow!~slow@127.0.0.1 QUIT :SendQ exceeded");
        assertThat(house.hub.user("slow")).isNull();
    }

    @Test
    void silenceIsAskedAboutAndThenEnded() {
        Guest alice = house.join("alice");
        house.advanceSeconds(121);
        assertThat(alice.text()).contains("PING :irc.example.org");
        alice.send("PONG irc.example.org");
        house.advanceSeconds(100);
        assertThat(alice.closed).isFalse();
        house.advanceSeconds(30);
        house.advanceSeconds(61);
        assertThat(alice.closed).isTrue();
        assertThat(alice.text()).contains("ERROR :Closing Link: 127.0.0.1 (Ping timeout: ");
    }

    @Test
    void whoDoesNotRegisterIsClosed() {
        Guest idle = house.connect();
        house.advanceSeconds(61);
        assertThat(idle.closed).isTrue();
        assertThat(house.hub.unregistered()).isZero();
    }

    @Test
    void connectionsOfOneAddressAreCountedV6ByTheirNetwork() {
        for (int i = 0; i < 16; i++) {
            assertThat(house.connect(Peer.plain("2001:db8::" + (i + 1), 1)).closed)
                    .isFalse();
        }
        Guest oneMore = house.connect(Peer.plain("2001:db8::99", 1));
        assertThat(oneMore.text()).contains("ERROR").contains("too fast");
        assertThat(oneMore.closed).isTrue();
        assertThat(house.connect(Peer.plain("2001:db8:0:1::1", 1)).closed).isFalse();
    }

    @Test
    void aLineThatIsNoneIsAnsweredAndHarmsNobody() {
        Guest alice = house.join("alice");
        alice.sendBytes(new byte[] {'P', 'R', 'I', 'V', (byte) 0xff});
        house.turn();
        assertThat(alice.lines())
                .containsExactly(
                        ":irc.example.org FAIL * INVALID_UTF8 :Message rejected, your IRC software MUST use UTF-8");
        alice.send("PRIVMSG bob :" + "x".repeat(600));
        assertThat(alice.text()).contains(" 417 ");
        assertThat(alice.askOne("NONSENSE")).contains(" 421 alice NONSENSE ");
        assertThat(alice.askOne("PING ok")).contains("PONG");
    }

    @Test
    void aLineThatIsNoneIsRefusedUnderItsLabel() {
        Guest alice = house.join("alice", "labeled-response", "batch");
        byte[] line = "@label=L1 PRIVMSG bob :caf".getBytes(StandardCharsets.US_ASCII);
        byte[] cut = Arrays.copyOf(line, line.length + 1);
        cut[line.length] = (byte) 0xe9;
        alice.sendBytes(cut);
        alice.send("@label=L2 PRIVMSG bob :" + "x".repeat(600));
        assertThat(alice.lines())
                .containsExactly(
                        "@label=L1 :irc.example.org FAIL * INVALID_UTF8 "
                                + ":Message rejected, your IRC software MUST use UTF-8",
                        "@label=L2 :irc.example.org 417 alice :Input line was too long");
    }

    @Test
    void tenThousandBansFromTheServerAreToldAsTheyAreReadAndOthersAreServedMeanwhile() {
        for (int i = 0; i < 10_000; i++) {
            house.hub.emit(new Event.BanPlaced(
                    new ServerBan(ServerBan.Kind.KLINE, "*b" + i + "!*@*", "because", "me", 0, 0), 0));
        }
        Guest op = house.join("op");
        Guest other = house.join("other");
        assertThat(house.connect(Peer.plain("192.0.2.1", 1))
                        .send("NICK xb777")
                        .send("USER x 0 * :x")
                        .text())
                .contains("You are banned: because");
        op.send("OPER root toor").lines();
        op.stuck = true;
        op.send("STATS k");
        assertThat(op.lines()).hasSizeLessThan(1_000);
        assertThat(other.askOne("PING x")).contains("PONG");
        op.unstick();
        assertThat(op.closed).isFalse();
        assertThat(op.lines()).last().asString().contains(" 219 op k ");
    }

    @Test
    void aLongListOfBansKeepsOutWhomItMeans() {
        try (House wide = new House(settings -> settings.with(lists(settings.limits(), 5_000)))) {
            Guest op = wide.join("op");
            op.send("JOIN #weave");
            for (int from = 0; from < 5_000; from += 12) {
                StringBuilder masks = new StringBuilder("MODE #weave +" + "b".repeat(12));
                for (int i = 0; i < 12; i++) {
                    masks.append(" *b").append(from + i).append("!*@*");
                }
                op.send(masks.toString());
            }
            for (int i : new int[] {0, 1, 777, 4_321, 4_999}) {
                assertThat(wide.join("xb" + i).askOne("JOIN #weave")).contains(" 474 xb" + i + " #weave ");
            }
            assertThat(wide.join("xc777").ask("JOIN #weave").getFirst()).contains("JOIN #weave");
        }
    }

    private static HubSettings.Limits lists(HubSettings.Limits old, int listModes) {
        return new HubSettings.Limits(
                old.connections(),
                old.perAddress(),
                old.channels(),
                old.channelsPerUser(),
                old.clientsPerUser(),
                old.nickLength(),
                old.channelLength(),
                old.topicLength(),
                old.kickLength(),
                old.awayLength(),
                old.realnameLength(),
                listModes,
                old.monitor(),
                old.whowas(),
                old.queuedLines(),
                old.registrationTime(),
                old.pingAfter(),
                old.pingTime());
    }
}
