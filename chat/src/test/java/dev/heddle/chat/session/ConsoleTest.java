// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.hub.Peer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What operators do at the server's own socket, and that nobody else does it.
class ConsoleTest {
    private static final String SECRET = " $plain$new c2FsdA== 4096 a2V5 a2V5";

    private final House house = new House();
    private final Guest console = house.connect(new Peer("127.0.0.1", 0, "localhost", true, null, null, true));

    @AfterEach
    void nothingIsHeld() {
        house.close();
    }

    /// What it says, without the frame around.
    private List<String> say(String line) {
        return console.ask("CONSOLE " + line).stream()
                .map(text -> text.replaceFirst(":irc.example.org CONSOLE ", ""))
                .toList();
    }

    @Test
    void forOthersThereIsNoSuchCommand() {
        Guest alice = house.join("alice");
        assertThat(alice.askOne("CONSOLE users list")).contains(" 421 alice CONSOLE ");
        assertThat(house.connect().askOne("CONSOLE users list")).contains(" 451 ");
        alice.send("OPER root toor");
        alice.lines();
        assertThat(alice.askOne("CONSOLE users list")).contains(" 421 ");
    }

    @Test
    void whatIsWrongIsSaidAndEndsWithOne() {
        assertThat(say("nonsense")).containsExactly("- :No such command: nonsense", "= 1");
        assertThat(say("accounts show")).containsExactly("- :Wanted: accounts show NAME", "= 1");
        assertThat(say("accounts show nobody")).containsExactly("- :There is no account nobody", "= 1");
        assertThat(say("status")).containsExactly("- :There is no running server to do that", "= 1");
    }

    @Test
    void accountsAreMadeShownChangedSuspendedAndDeleted() {
        assertThat(say("accounts create ann" + SECRET)).containsExactly("+ :Account ann is made", "= 0");
        assertThat(say("accounts create Ann" + SECRET)).containsExactly("- :Account already exists", "= 1");
        assertThat(say("accounts create 9!" + SECRET)).containsExactly("- :Account name is not valid", "= 1");
        assertThat(say("accounts list a*")).containsExactly("+ :ann", "+ :1 accounts", "= 0");
        Guest ann = house.join("a1");
        assertThat(ann.ask("NS IDENTIFY ann new")).anyMatch(line -> line.contains(" 900 "));
        assertThat(say("accounts show ANN")).contains("+ :name: ann", "+ :role: user", "+ :suspended: no");
        assertThat(say("accounts role ann operator")).containsExactly("+ :ann is operator now", "= 0");
        assertThat(ann.ask("OPER ann new")).anyMatch(line -> line.contains(" 381 "));
        assertThat(say("accounts reset-password ann $plain$other c2FsdA== 4096 a2V5 a2V5"))
                .containsExactly("+ :The password of ann is changed", "= 0");
        assertThat(house.join("a2").ask("NS IDENTIFY ann new")).noneMatch(line -> line.contains(" 900 "));
        assertThat(say("accounts suspend ann for spam")).containsExactly("+ :ann is suspended", "= 0");
        assertThat(ann.closed).isTrue();
        assertThat(ann.text()).contains("Account suspended: for spam");
        assertThat(house.join("a3").ask("NS IDENTIFY ann other")).noneMatch(line -> line.contains(" 900 "));
        assertThat(say("accounts unsuspend ann")).containsExactly("+ :ann is usable again", "= 0");
        assertThat(house.join("a4").ask("NS IDENTIFY ann other")).anyMatch(line -> line.contains(" 900 "));
        assertThat(say("accounts delete ann")).containsExactly("+ :Account ann is deleted", "= 0");
        assertThat(say("accounts list")).containsExactly("+ :0 accounts", "= 0");
        assertThat(house.join("ann").ask("NS REGISTER again")).anyMatch(line -> line.contains(" 900 "));
    }

    @Test
    void whoTakesTheNameOfADeletedAccountInheritsNothing() {
        house.account("ann", "secret");
        house.account("ben", "secret");
        Guest ann = house.join("a1")
                .send("NS IDENTIFY ann secret")
                .send("JOIN #weave")
                .send("CS REGISTER #weave");
        Guest ben = house.join("b1")
                .send("NS IDENTIFY ben secret")
                .send("JOIN #loom")
                .send("CS REGISTER #loom");
        ben.send("CS ACCESS #loom SET ann o");
        say("accounts delete ann");
        assertThat(say("channels show #loom")).contains("+ :founder: ben").noneMatch(line -> line.contains("access"));
        assertThat(say("channels list"))
                .containsExactly("+ :#loom +nrt 1 members registered by ben", "+ :1 channels", "= 0");
        assertThat(ann.closed).isTrue();
    }

    @Test
    void channelsAreDroppedAndTheirHistoryPurged() {
        house.account("ann", "secret");
        Guest ann = house.join("a1", "draft/chathistory", "batch")
                .send("NS IDENTIFY ann secret")
                .send("JOIN #weave")
                .send("CS REGISTER #weave")
                .send("PRIVMSG #weave :a secret");
        assertThat(say("channels purge #WEAVE")).containsExactly("+ :The history of #weave is deleted", "= 0");
        assertThat(ann.ask("CHATHISTORY LATEST #weave * 10")).noneMatch(line -> line.contains("a secret"));
        assertThat(say("channels drop #weave")).containsExactly("+ :#weave is not registered any more", "= 0");
        assertThat(say("channels drop #weave")).containsExactly("- :#weave is not registered", "= 1");
        assertThat(say("channels purge nonsense")).hasSize(2).contains("= 1");
    }

    @Test
    void bansArePlacedListedAndLifted() {
        Guest alice = house.connect(Peer.plain("192.0.2.7", 1));
        alice.send("NICK alice").send("USER a 0 * :a");
        assertThat(say("bans dline 60 192.0.2.0/24 open proxy")).containsExactly("+ :192.0.2.0/24 is banned", "= 0");
        assertThat(alice.closed).isTrue();
        assertThat(house.connect(Peer.plain("192.0.2.99", 1)).text()).contains("You are banned: open proxy");
        assertThat(say("bans kline mallory!*@*")).hasSize(2).contains("= 0");
        assertThat(say("bans list"))
                .hasSize(4)
                .anyMatch(line -> line.contains("dline 192.0.2.0/24 by irc.example.org"));
        assertThat(say("bans lift 192.0.2.0/24")).containsExactly("+ :192.0.2.0/24 is lifted", "= 0");
        assertThat(house.connect(Peer.plain("192.0.2.99", 1)).closed).isFalse();
        assertThat(say("bans lift 192.0.2.0/24")).contains("= 1");
        assertThat(say("bans dline nonsense")).contains("= 1");
    }

    @Test
    void aBanThatHasExpiredIsLifted() {
        say("bans dline 1 192.0.2.0/24 for a minute");
        house.advanceSeconds(61);
        assertThat(house.connect(Peer.plain("192.0.2.99", 1)).closed).isFalse();
        house.advanceSeconds(10);
        assertThat(house.hub.bans().all()).isEmpty();
    }

    @Test
    void everybodyIsToldAndSomebodyDisconnected() {
        Guest alice = house.join("alice");
        assertThat(say("broadcast a restart at noon")).containsExactly("+ :Told 1 users", "= 0");
        assertThat(alice.lines()).containsExactly(":irc.example.org NOTICE alice :a restart at noon");
        assertThat(say("users list")).anyMatch(line -> line.startsWith("+ :alice!~alice@127.0.0.1 127.0.0.1 in 0"));
        assertThat(say("users kill alice enough now")).containsExactly("+ :alice was disconnected", "= 0");
        assertThat(alice.text()).contains("Killed (irc.example.org (enough now))");
        assertThat(say("users kill alice")).contains("= 1");
        assertThat(say("reload")).containsExactly("+ :configuration reloaded", "= 0");
    }

    @Test
    void thousandsOfBansAreAskedByWhatTheyAreAbout() {
        for (int i = 0; i < 3_000; i++) {
            house.hub.emit(new dev.heddle.chat.hub.Event.BanPlaced(
                    new dev.heddle.chat.store.ServerBan(
                            dev.heddle.chat.store.ServerBan.Kind.DLINE,
                            "10." + i / 256 + "." + i % 256 + ".0/24",
                            "r" + i,
                            "me",
                            0,
                            0),
                    0));
        }
        assertThat(house.connect(Peer.plain("10.3.7.9", 1)).text()).contains("You are banned: r775");
        assertThat(house.connect(Peer.plain("10.99.7.9", 1)).closed).isFalse();
    }
}
