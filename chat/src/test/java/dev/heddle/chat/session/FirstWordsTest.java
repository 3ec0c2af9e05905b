// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Registration, channels, messages and goodbyes, as clients see them.
class FirstWordsTest {
    private final House house = new House();

    @AfterEach
    void nothingIsHeld() {
        house.close();
    }

    @Test
    void aClientIsWelcomedWithItsMaskTheFeaturesAndTheEndOfTheMotd() {
        Guest alice = house.connect();
        alice.send("NICK alice");
        assertThat(alice.lines()).isEmpty();
        alice.send("USER alice 0 * :Alice");
        var lines = alice.lines();
        assertThat(lines.get(0))
                .isEqualTo(":irc.example.org 001 alice :Welcome to the Heddle network, alice!~alice@127.0.0.1");
        assertThat(lines).anyMatch(line -> line.contains(" 005 alice ") && line.contains(" CHANTYPES=# "));
        assertThat(lines).last().asString().contains(" 422 ");
        assertThat(lines).allMatch(line -> line.split(" ").length < 30);
    }

    @Test
    void aMessageReachesAllMembersButItsSenderInTheSameTurn() {
        Guest alice = house.join("alice");
        Guest bob = house.join("bob");
        Guest carol = house.join("carol");
        alice.send("JOIN #weave");
        bob.send("JOIN #weave");
        carol.send("JOIN #weave");
        alice.lines();
        bob.lines();
        carol.lines();
        alice.send("PRIVMSG #weave :hello all");
        assertThat(alice.lines()).isEmpty();
        assertThat(bob.lines()).containsExactly(":alice!~alice@127.0.0.1 PRIVMSG #weave :hello all");
        assertThat(carol.lines()).containsExactly(":alice!~alice@127.0.0.1 PRIVMSG #weave :hello all");
    }

    @Test
    void theLinesOfATurnReachAMemberInOneSliceAndTheirSenderAroundItsOwn() {
        Guest alice = house.join("alice");
        Guest bob = house.join("bob");
        Guest carol = house.join("carol");
        for (Guest guest : house.guests) {
            guest.send("JOIN #weave");
        }
        house.guests.forEach(Guest::lines);
        alice.sendOnly("PRIVMSG #weave :one");
        bob.sendOnly("PRIVMSG #weave :two");
        alice.sendOnly("PRIVMSG #weave :three");
        house.turn();
        assertThat(carol.writes).isEqualTo(1);
        assertThat(bob.writes).isEqualTo(2);
        assertThat(carol.text()).containsSubsequence("one", "two", "three");
        assertThat(bob.text()).contains("one", "three").doesNotContain("two");
        assertThat(alice.lines()).containsExactly(":bob!~bob@127.0.0.1 PRIVMSG #weave :two");
    }

    @Test
    void anAnswerNeverOvertakesADelivery() {
        Guest alice = house.join("alice");
        Guest bob = house.join("bob");
        alice.send("JOIN #weave");
        bob.send("JOIN #weave");
        bob.lines();
        alice.sendOnly("PRIVMSG #weave :before");
        bob.sendOnly("PING x");
        alice.sendOnly("PRIVMSG #weave :after");
        house.turn();
        assertThat(bob.lines())
                .containsExactly(
                        ":alice!~alice@127.0.0.1 PRIVMSG #weave :before",
                        ":irc.example.org PONG irc.example.org :x",
                        ":alice!~alice@127.0.0.1 PRIVMSG #weave :after");
    }

    @Test
    void whoJoinsInTheMiddleOfATurnDoesNotSeeWhatWasSaidBefore() {
        Guest alice = house.join("alice");
        Guest bob = house.join("bob");
        Guest carol = house.join("carol");
        alice.send("JOIN #weave");
        carol.send("JOIN #weave");
        alice.sendOnly("PRIVMSG #weave :early");
        bob.sendOnly("JOIN #weave");
        alice.sendOnly("PRIVMSG #weave :late");
        house.turn();
        assertThat(bob.text()).contains("late").doesNotContain("early");
        assertThat(carol.text()).containsSubsequence("early", "bob", "late");
    }

    @Test
    void partNickAndQuitAreSeenByThoseWhoShareAChannelOnce() {
        Guest alice = house.join("alice");
        Guest bob = house.join("bob");
        for (Guest guest : house.guests) {
            guest.send("JOIN #a,#b");
        }
        house.guests.forEach(Guest::lines);
        alice.send("NICK alicia");
        assertThat(bob.lines()).containsExactly(":alice!~alice@127.0.0.1 NICK alicia");
        assertThat(alice.lines()).containsExactly(":alice!~alice@127.0.0.1 NICK alicia");
        alice.send("PART #a :bye");
        assertThat(bob.lines()).containsExactly(":alicia!~alice@127.0.0.1 PART #a :bye");
        alice.lines();
        alice.send("QUIT :gone");
        assertThat(bob.lines()).containsExactly(":alicia!~alice@127.0.0.1 QUIT :Quit: gone");
        assertThat(alice.lines())
                .containsExactly(
                        ":alicia!~alice@127.0.0.1 QUIT :Quit: gone", "ERROR :Closing Link: 127.0.0.1 (Quit: gone)");
        assertThat(alice.closed).isTrue();
        assertThat(house.hub.user("alicia")).isNull();
    }

    @Test
    void theEchoWaitsForTheStoreAndHoldsBackWhatIsOrderedAfterIt() {
        Guest alice = house.join("alice", "echo-message");
        Guest bob = house.join("bob");
        alice.send("JOIN #weave");
        bob.send("JOIN #weave");
        alice.lines();
        bob.lines();
        house.storeKeepsUp = false;
        alice.send("PRIVMSG #weave :kept?");
        bob.send("PRIVMSG #weave :later");
        alice.send("PING x");
        assertThat(bob.lines()).containsExactly(":alice!~alice@127.0.0.1 PRIVMSG #weave :kept?");
        assertThat(alice.lines()).isEmpty();
        house.storeKeepsUp = true;
        house.turn();
        assertThat(alice.lines())
                .containsExactly(
                        ":alice!~alice@127.0.0.1 PRIVMSG #weave :kept?",
                        ":bob!~bob@127.0.0.1 PRIVMSG #weave :later",
                        ":irc.example.org PONG irc.example.org :x");
    }

    @Test
    void aFailedCommitTurnsTheEchoIntoALabelledFail() {
        Guest alice = house.join("alice", "echo-message", "labeled-response", "batch", "message-tags");
        alice.send("JOIN #weave");
        alice.lines();
        house.store.failCommitAfter(
                0, new dev.heddle.chat.store.StoreFailure(dev.heddle.chat.store.StoreFailure.Kind.DISK_FULL, "test"));
        alice.send("@label=abc PRIVMSG #weave :lost");
        assertThat(alice.lines())
                .containsExactly("@label=abc :irc.example.org FAIL PRIVMSG MESSAGE_NOT_STORED #weave :The message was"
                        + " delivered, but could not be stored");
    }

    @Test
    void aLabelledMessageIsEchoedUnderItsLabelAndALabelledPingAnsweredOnce() {
        Guest alice = house.join("alice", "echo-message", "labeled-response", "batch");
        alice.send("JOIN #weave");
        alice.lines();
        assertThat(alice.askOne("@label=1 PRIVMSG #weave :hi"))
                .isEqualTo("@label=1 :alice!~alice@127.0.0.1 PRIVMSG #weave :hi");
        assertThat(alice.askOne("@label=2 PING y")).isEqualTo("@label=2 :irc.example.org PONG irc.example.org :y");
        assertThat(alice.askOne("@label=3 PONG y")).isEqualTo("@label=3 :irc.example.org ACK");
        var joined = alice.ask("@label=4 JOIN #other");
        assertThat(joined.get(0)).matches("@label=4 :irc.example.org BATCH \\+\\S+ labeled-response");
        assertThat(joined.get(1)).matches("@batch=\\S+ :alice!~alice@127.0.0.1 JOIN #other");
        assertThat(joined).last().asString().startsWith(":irc.example.org BATCH -");
    }
}
