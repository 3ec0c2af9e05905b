// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.hub.Peer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// WHO, WHOIS, WHOWAS, MONITOR, AWAY, SETNAME, OPER and what operators may do.
class PeopleFamilyTest {
    private final House house = new House();
    private final Guest alice = house.join("alice");
    private final Guest bob =
            house.join("bob", "away-notify", "account-notify", "setname", "chghost", "extended-monitor");

    @AfterEach
    void nothingIsHeld() {
        house.close();
    }

    @Test
    void whoTellsMembersAndFields() {
        alice.send("JOIN #weave");
        bob.send("JOIN #weave");
        assertThat(bob.ask("WHO #weave").get(0))
                .isEqualTo(":irc.example.org 352 bob #weave ~alice 127.0.0.1 irc.example.org alice H@ :0 alice of the"
                        + " house");
        assertThat(bob.ask("WHO alice %tcnar,7").get(0))
                .isEqualTo(":irc.example.org 354 bob 7 #weave alice 0 :alice of the house");
    }

    @Test
    void anInvisibleUserIsFoundByNameAndByThoseWhoShareAChannelOnly() {
        Guest carol = house.join("carol");
        alice.send("MODE alice +i");
        assertThat(carol.ask("WHO *")).noneMatch(line -> line.contains(" alice "));
        assertThat(carol.ask("WHO alice")).anyMatch(line -> line.contains(" alice "));
        alice.send("JOIN #weave");
        carol.send("JOIN #weave");
        assertThat(carol.ask("WHO *")).anyMatch(line -> line.contains(" alice "));
    }

    @Test
    void whoisTellsChannelsIdleTimeAndModesToOneselfOnly() {
        alice.send("JOIN #weave");
        house.advanceSeconds(5);
        assertThat(bob.ask("WHOIS alice"))
                .contains(
                        ":irc.example.org 311 bob alice ~alice 127.0.0.1 * :alice of the house",
                        ":irc.example.org 319 bob alice :@#weave")
                .anyMatch(line -> line.contains(" 317 bob alice 5 "))
                .noneMatch(line -> line.contains(" 338 "));
        assertThat(alice.ask("WHOIS alice")).anyMatch(line -> line.contains(" 338 "));
        alice.send("QUIT");
        assertThat(bob.ask("WHOIS alice")).anyMatch(line -> line.contains(" 401 bob alice "));
        assertThat(bob.ask("WHOWAS alice").get(0)).contains(" 314 bob alice ~alice 127.0.0.1 * :alice of the house");
    }

    @Test
    void monitorTellsComingAndGoingAndWithExtendedMonitorMore() {
        assertThat(bob.ask("MONITOR + alice,carol"))
                .containsExactly(":irc.example.org 730 bob :alice!~alice@127.0.0.1", ":irc.example.org 731 bob :carol");
        alice.send("AWAY :lunch");
        assertThat(bob.lines()).containsExactly(":alice!~alice@127.0.0.1 AWAY :lunch");
        alice.send("NICK carol");
        assertThat(bob.lines())
                .containsExactly(":irc.example.org 731 bob :alice", ":irc.example.org 730 bob :carol!~alice@127.0.0.1");
        alice.send("QUIT");
        assertThat(bob.lines()).containsExactly(":irc.example.org 731 bob :carol");
    }

    @Test
    void awayIsAnsweredToSendersAndToldToThoseWhoShareAChannel() {
        alice.send("JOIN #weave");
        bob.send("JOIN #weave");
        bob.lines();
        alice.send("AWAY :lunch");
        assertThat(bob.lines()).containsExactly(":alice!~alice@127.0.0.1 AWAY :lunch");
        assertThat(bob.askOne("PRIVMSG alice :there?")).isEqualTo(":irc.example.org 301 bob alice :lunch");
        alice.send("SETNAME :A. Weaver");
        assertThat(bob.lines()).containsExactly(":alice!~alice@127.0.0.1 SETNAME :A. Weaver");
    }

    @Test
    void operatorsKillBanAndChangeHostsAndNobodyElseDoes() {
        assertThat(alice.askOne("KILL bob")).contains(" 481 ");
        assertThat(alice.askOne("OPER root wrong")).contains(" 464 ");
        assertThat(alice.ask("OPER root toor")).anyMatch(line -> line.contains(" 381 "));
        alice.send("JOIN #weave");
        bob.send("JOIN #weave");
        bob.lines();
        alice.send("CHGHOST alice weaver cloth.example");
        assertThat(bob.lines()).containsExactly(":alice!~alice@127.0.0.1 CHGHOST weaver cloth.example");
        Guest carol = house.join("carol");
        alice.send("KILL carol :spam");
        assertThat(carol.closed).isTrue();
        assertThat(carol.text()).contains("ERROR :Closing Link: 127.0.0.1 (Killed (alice (spam)))");
        alice.send("KLINE 10 evil!*@* :go away");
        Guest evil = house.connect();
        evil.send("NICK evil");
        evil.send("USER evil 0 * :evil");
        assertThat(evil.text()).contains(" 465 ").contains("go away");
        assertThat(evil.closed).isTrue();
        house.advanceSeconds(601);
        assertThat(house.join("evil").closed).isFalse();
        alice.send("REHASH");
        assertThat(house.rehashes).isEqualTo(1);
    }

    @Test
    void aBannedAddressIsTurnedAwayAtTheDoorAlsoAfterARestart() {
        alice.send("OPER root toor");
        alice.send("DLINE 192.0.2.0/24 :attack");
        Guest attacker = house.connect(Peer.plain("192.0.2.77", 1));
        assertThat(attacker.closed).isTrue();
        assertThat(attacker.text()).contains("ERROR").contains("attack");
        House again = new House(settings -> settings, house.store.reopen());
        Guest back = again.connect(Peer.plain("192.0.2.78", 1));
        assertThat(back.closed).isTrue();
        again.close();
    }

    @Test
    void theFirstAdministratorClaimsTheCodeOnce() {
        String code = house.services.firstAdministrator().offer(house.services);
        assertThat(code).hasSize(20);
        assertThat(alice.ask("CLAIM " + code).get(0)).contains("FAIL CLAIM ACCOUNT_REQUIRED");
        alice.send("NS REGISTER secret");
        assertThat(alice.askOne("CLAIM wrong")).contains(" 464 ");
        assertThat(alice.ask("CLAIM " + code)).anyMatch(line -> line.contains(" 381 alice "));
        assertThat(bob.ask("NS REGISTER other")).anyMatch(line -> line.contains(" 900 "));
        assertThat(bob.askOne("CLAIM " + code)).contains(" 464 ");
        assertThat(house.services.firstAdministrator().offer(house.services)).isEmpty();
        alice.send("MODE alice -o");
        assertThat(alice.ask("OPER alice secret")).anyMatch(line -> line.contains(" 381 "));
        assertThat(bob.ask("OPER bob other")).anyMatch(line -> line.contains(" 464 "));
    }

    @Test
    void wallopsReachesThoseWhoWantIt() {
        alice.send("OPER root toor");
        bob.send("MODE bob +w");
        bob.lines();
        alice.send("WALLOPS :hear me");
        assertThat(bob.lines()).containsExactly(":alice!~alice@127.0.0.1 WALLOPS :hear me");
    }

    @Test
    void helpNamesEveryCommandOfTheTable() {
        List<String> index = bob.ask("HELP");
        assertThat(String.join(" ", index)).contains("PRIVMSG").contains("CHATHISTORY");
        assertThat(bob.ask("HELP privmsg").get(0)).contains(" 704 bob PRIVMSG :");
        assertThat(bob.askOne("HELP NOTHING")).contains(" 524 bob NOTHING ");
    }

    @Test
    void whoTakesNoStrangersStillTakesThoseItAcceptedOrSpokeTo() {
        alice.lines();
        alice.send("MODE alice +R");
        assertThat(bob.askOne("PRIVMSG alice :hi")).contains(" 477 bob alice ");
        alice.lines();
        alice.send("ACCEPT bob");
        assertThat(alice.ask("ACCEPT *"))
                .containsExactly(":irc.example.org 281 alice bob", ":irc.example.org 282 alice :End of /ACCEPT list");
        assertThat(alice.askOne("ACCEPT bob")).contains(" 457 alice bob ");
        bob.send("PRIVMSG alice :hi");
        assertThat(alice.lines()).containsExactly(":bob!~bob@127.0.0.1 PRIVMSG alice :hi");
        alice.send("ACCEPT -bob");
        assertThat(bob.askOne("PRIVMSG alice :hi")).contains(" 477 ");
        alice.send("PRIVMSG bob :you there?");
        bob.send("PRIVMSG alice :yes");
        assertThat(alice.text()).contains(":yes");
        assertThat(alice.askOne("ACCEPT nobody")).contains(" 401 ");
    }

    @Test
    void whoTakesNoCtcpIsSentNone() {
        alice.lines();
        assertThat(alice.askOne("MODE alice +T")).isEqualTo(":alice!~alice@127.0.0.1 MODE alice +T");
        assertThat(bob.askOne("PRIVMSG alice :\u0001VERSION\u0001")).contains(" 492 bob alice ");
        assertThat(bob.ask("NOTICE alice :\u0001VERSION 1\u0001")).isEmpty();
        bob.send("PRIVMSG alice :\u0001ACTION waves\u0001");
        assertThat(alice.lines()).singleElement().asString().contains("ACTION waves");
    }
}
