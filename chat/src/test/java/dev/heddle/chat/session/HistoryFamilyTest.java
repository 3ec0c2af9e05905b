// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// CHATHISTORY, offline delivery, replay at login, read positions, messages sent twice.
class HistoryFamilyTest {
    private static final String[] MODERN = {
        "message-tags", "server-time", "batch", "echo-message", "draft/chathistory", "draft/event-playback"
    };

    private final House house = new House();

    @AfterEach
    void nothingIsHeld() {
        house.close();
    }

    private static List<String> texts(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains(" PRIVMSG "))
                .map(line -> line.substring(line.lastIndexOf(" :") + 2))
                .toList();
    }

    @Test
    void aPageComesInABatchWithTheOriginalIdsAndTimes() {
        Guest alice = house.join("alice", MODERN);
        alice.send("JOIN #weave");
        alice.lines();
        String first = alice.askOne("PRIVMSG #weave :one");
        house.advanceSeconds(1);
        alice.send("PRIVMSG #weave :two");
        List<String> page = alice.ask("CHATHISTORY LATEST #weave * 10");
        assertThat(page.get(0)).matches("@time=\\S+ :irc.example.org BATCH \\+\\S+ chathistory #weave");
        assertThat(texts(page)).containsExactly("one", "two");
        String msgid = first.replaceAll(".*msgid=([^; ]+).*", "$1");
        assertThat(String.join(" ", page)).contains("msgid=" + msgid);
        assertThat(texts(alice.ask("CHATHISTORY AFTER #weave msgid=" + msgid + " 10")))
                .containsExactly("two");
        assertThat(texts(alice.ask("CHATHISTORY BEFORE #weave timestamp=2099-01-01T00:00:00.000Z 1")))
                .containsExactly("two");
    }

    @Test
    void whoJoinsLaterSeesNothingOfBefore() {
        Guest alice = house.join("alice", MODERN);
        Guest bob = house.join("bob", MODERN);
        alice.send("JOIN #weave");
        alice.send("PRIVMSG #weave :before");
        assertThat(bob.ask("CHATHISTORY LATEST #weave * 10").get(0)).contains("FAIL CHATHISTORY INVALID_TARGET LATEST");
        bob.send("JOIN #weave");
        alice.send("PRIVMSG #weave :after");
        assertThat(texts(bob.ask("CHATHISTORY LATEST #weave * 10"))).containsExactly("after");
    }

    @Test
    void aPrivateMessageToSomebodyAwayWaitsForTheAccountAndIsReplayedOnce() {
        house.account("bob", "secret");
        Guest alice = house.join("alice", "echo-message");
        assertThat(alice.ask("PRIVMSG bob :when you are back"))
                .containsExactly(":alice!~alice@127.0.0.1 PRIVMSG bob :when you are back");
        assertThat(alice.askOne("PRIVMSG nobody :hello")).contains(" 401 alice nobody ");
        for (int login = 0; login < 2; login++) {
            Guest bob = house.connect();
            bob.send("CAP REQ sasl");
            bob.send("AUTHENTICATE PLAIN");
            bob.send("AUTHENTICATE AGJvYgBzZWNyZXQ=");
            bob.send("NICK bob");
            bob.send("USER bob 0 * :Bob");
            bob.send("CAP END");
            assertThat(bob.text().contains("when you are back")).isEqualTo(login == 0);
            bob.send("QUIT");
        }
    }

    @Test
    void whatAClassicClientHeardIsNotReplayedAtItsNextLogin() {
        house.account("bob", "secret");
        Guest alice = house.join("alice");
        for (int login = 0; login < 2; login++) {
            Guest bob = house.join("bobby" + login);
            bob.send("NS IDENTIFY bob secret");
            if (login == 0) {
                alice.send("PRIVMSG bobby0 :heard at once");
                assertThat(bob.text()).contains("heard at once");
            }
            bob.send("QUIT");
        }
        Guest back = house.connect();
        back.send("CAP REQ sasl");
        back.send("AUTHENTICATE PLAIN");
        back.send("AUTHENTICATE AGJvYgBzZWNyZXQ=");
        back.send("NICK bob");
        back.send("USER bob 0 * :Bob");
        back.send("CAP END");
        assertThat(back.text()).contains(" 001 bob ").doesNotContain("heard at once");
    }

    @Test
    void aRepeatedNonceIsSaidOnceAndAnsweredWithTheFirstEcho() {
        Guest alice = house.join("alice", MODERN);
        Guest bob = house.join("bob");
        alice.send("JOIN #weave");
        bob.send("JOIN #weave");
        alice.lines();
        bob.lines();
        String first = alice.askOne("@+heddle/nonce=n1 PRIVMSG #weave :once");
        String second = alice.askOne("@+heddle/nonce=n1 PRIVMSG #weave :once");
        assertThat(second.replaceAll(".*msgid=([^; ]+).*", "$1"))
                .isEqualTo(first.replaceAll(".*msgid=([^; ]+).*", "$1"));
        assertThat(texts(bob.lines())).containsExactly("once");
    }

    @Test
    void membershipIsPlayedBackToThoseWhoAskForEvents() {
        Guest alice = house.join("alice", MODERN);
        Guest bob = house.join("bob");
        alice.send("JOIN #weave");
        bob.send("JOIN #weave");
        alice.send("TOPIC #weave :cloth");
        alice.send("KICK #weave bob :bye now");
        assertThat(String.join("\n", alice.ask("CHATHISTORY LATEST #weave * 50")))
                .contains("bob!~bob@127.0.0.1 JOIN #weave")
                .contains("TOPIC #weave :cloth")
                .contains("KICK #weave bob :bye now");
    }

    @Test
    void readPositionsNeverGoBack() {
        Guest alice = house.join("alice", "draft/read-marker");
        assertThat(alice.ask("JOIN #weave")).contains(":irc.example.org MARKREAD #weave *");
        assertThat(alice.askOne("MARKREAD #weave timestamp=2026-01-02T00:00:00.000Z"))
                .isEqualTo(":irc.example.org MARKREAD #weave timestamp=2026-01-02T00:00:00.000Z");
        assertThat(alice.askOne("MARKREAD #weave timestamp=2026-01-01T00:00:00.000Z"))
                .isEqualTo(":irc.example.org MARKREAD #weave timestamp=2026-01-02T00:00:00.000Z");
        assertThat(alice.askOne("MARKREAD #weave timestamp=never")).contains("FAIL MARKREAD INVALID_PARAMS");
    }
}
