// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.store.Retention;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
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
    void anAccountThatWasCutOffReadsWhatWasSaidMeanwhileUntilItLeaves() {
        house.account("bob", "secret");
        Guest alice = house.join("alice", MODERN);
        alice.send("JOIN #weave");
        alice.send("PRIVMSG #weave :before");
        Guest bob = loggedIn("bob");
        bob.send("JOIN #weave");
        bob.send("QUIT");
        alice.send("PRIVMSG #weave :meanwhile");

        Guest back = loggedIn("bob");
        back.send("JOIN #weave");
        assertThat(texts(back.ask("CHATHISTORY LATEST #weave * 10"))).containsExactly("meanwhile");
        back.send("PART #weave");
        alice.send("PRIVMSG #weave :not for bob");
        back.send("JOIN #weave");
        assertThat(texts(back.ask("CHATHISTORY LATEST #weave * 10"))).isEmpty();
    }

    @Test
    void whoeverWasRemovedOrIsAGuestBeginsAnew() {
        house.account("bob", "secret");
        Guest alice = house.join("alice", MODERN);
        Guest guest = house.join("guest", MODERN);
        Guest bob = loggedIn("bob");
        for (Guest each : List.of(alice, guest, bob)) {
            each.send("JOIN #weave");
        }
        alice.send("KICK #weave bob :out");
        guest.send("QUIT");
        alice.send("PRIVMSG #weave :meanwhile");

        Guest guestAgain = house.join("guest", MODERN);
        for (Guest each : List.of(guestAgain, bob)) {
            each.send("JOIN #weave");
            assertThat(texts(each.ask("CHATHISTORY LATEST #weave * 10"))).isEmpty();
        }
    }

    private Guest loggedIn(String account) {
        Guest guest = house.connect();
        guest.send("CAP REQ :sasl " + String.join(" ", MODERN));
        guest.send("AUTHENTICATE PLAIN");
        guest.send("AUTHENTICATE "
                + Base64.getEncoder().encodeToString(("\0" + account + "\0secret").getBytes(StandardCharsets.UTF_8)));
        guest.send("NICK " + account);
        guest.send("USER " + account + " 0 * :" + account);
        guest.send("CAP END");
        assertThat(guest.text()).contains(" 001 " + account + " ");
        return guest;
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

    /// A house whose channels show members all that was said.
    @Test
    void aLongPageComesInStepsAndNothingOfItIsKeptForWhoDoesNotRead() {
        try (House open = new House(settings ->
                settings.with(new HubSettings.History(true, 400, 0, 0, false, Retention.of(Duration.ofDays(10), 0))))) {
            String said = "message ";
            Guest alice = open.join("alice", MODERN);
            alice.send("JOIN #weave");
            Guest bob = open.join("bob", "message-tags", "draft/message-redaction");
            bob.send("JOIN #weave");
            alice.send("MODE #weave +o bob");
            for (int i = 0; i < 300; i++) {
                alice.send("PRIVMSG #weave :" + said + i);
            }
            List<String> all = alice.ask("CHATHISTORY LATEST #weave * 400");
            assertThat(texts(all)).hasSize(300).startsWith(said + 0).endsWith(said + 299);
            alice.stuck = true;
            // Two steps of 128, because what a turn wrote counts at its end; two JOINs and a MODE are the first.
            assertThat(texts(alice.ask("CHATHISTORY LATEST #weave * 400"))).hasSize(253);
            // What has not been told yet is the store's: what is taken back meanwhile is not told any more.
            String late = all.stream()
                    .filter(line -> line.endsWith(said + 280))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll(".*msgid=([^; ]+).*", "$1");
            bob.send("REDACT #weave " + late);
            alice.unstick();
            open.turn();
            List<String> rest = alice.lines();
            assertThat(texts(rest))
                    .hasSize(46)
                    .startsWith(said + 253)
                    .doesNotContain(said + 280)
                    .endsWith(said + 299);
            assertThat(rest.get(rest.size() - 1)).contains(" BATCH -");
        }
    }

    private static House openHouse() {
        return new House(settings -> settings.with(
                new HubSettings.History(true, 100, 200, 3, false, Retention.of(Duration.ofDays(10), 20))));
    }

    @Test
    void aClassicClientIsSentTheNewestOfAnOpenChannelWhenItJoins() {
        try (House open = openHouse()) {
            Guest alice = open.join("alice");
            alice.send("JOIN #weave");
            for (int i = 0; i < 5; i++) {
                alice.send("PRIVMSG #weave :n" + i);
            }
            Guest bob = open.join("bob");
            List<String> heard = bob.ask("JOIN #weave");
            assertThat(heard.get(heard.size() - 4)).contains(" 366 bob #weave ");
            assertThat(heard.subList(heard.size() - 3, heard.size()))
                    .allMatch(line -> line.matches(":alice!\\S+ PRIVMSG #weave :\\[2026-\\S+ \\S+] n[234]"));
            Guest modern = open.join("modern", MODERN);
            assertThat(modern.ask("JOIN #weave")).noneMatch(line -> line.contains(" :n4"));
            assertThat(texts(modern.ask("CHATHISTORY LATEST #weave * 10"))).hasSize(5);
        }
    }

    @Test
    void anAccountIsSentWhatItMissedInAnOpenChannelAndNothingTwice() {
        try (House open = openHouse()) {
            open.account("bob", "secret");
            Guest alice = open.join("alice");
            alice.send("JOIN #weave");
            alice.send("PRIVMSG #weave :before");
            Guest bob = open.join("b1");
            bob.send("NS IDENTIFY bob secret");
            assertThat(texts(bob.ask("JOIN #weave"))).singleElement().asString().endsWith("before");
            alice.send("PRIVMSG #weave :heard");
            bob.send("QUIT");
            alice.send("PRIVMSG #weave :missed");
            Guest again = open.join("b2");
            again.send("NS IDENTIFY bob secret");
            assertThat(texts(again.ask("JOIN #weave")))
                    .singleElement()
                    .asString()
                    .endsWith("missed");
            again.send("PART #weave");
            assertThat(texts(again.ask("JOIN #weave"))).isEmpty();
        }
    }

    @Test
    void aLoginAfterConnectingIsSentWhatWaited() {
        house.account("bob", "secret");
        house.join("alice").send("PRIVMSG bob :are you there");
        Guest bob = house.join("b1");
        assertThat(bob.ask("NS IDENTIFY bob secret")).anyMatch(line -> line.endsWith("are you there"));
    }

    @Test
    void whatRetentionDoesNotKeepIsGoneAfterAWhile() {
        try (House open = openHouse()) {
            Guest alice = open.join("alice", MODERN);
            alice.send("JOIN #weave");
            for (int i = 0; i < 30; i++) {
                alice.send("PRIVMSG #weave :n" + i);
            }
            open.advanceSeconds(11);
            assertThat(texts(alice.ask("CHATHISTORY LATEST #weave * 100")))
                    .hasSize(20)
                    .startsWith("n10");
            open.millis += Duration.ofDays(11).toMillis();
            alice.send("PRIVMSG #weave :today");
            open.advanceSeconds(11);
            assertThat(texts(alice.ask("CHATHISTORY LATEST #weave * 100"))).containsExactly("today");
        }
    }

    @Test
    void theFounderMakesAChannelKeepLessAndOnlyAnOperatorMore() {
        house.account("ann", "secret");
        Guest ann = house.join("a1", MODERN);
        ann.send("NS IDENTIFY ann secret").send("JOIN #weave").send("CS REGISTER #weave");
        assertThat(ann.askOne("CS SET #weave RETENTION 5 10"))
                .contains("History: seen from the join on; kept 5 days, at most 10 messages");
        assertThat(ann.askOne("CS SET #weave RETENTION 1000")).contains("Only an operator");
        assertThat(ann.askOne("CS SET #weave HISTORY members")).contains("seen by members, all of it");
        assertThat(ann.askOne("CS SET #weave RETENTION soon")).contains("Say SET");
        for (int i = 0; i < 15; i++) {
            ann.send("PRIVMSG #weave :n" + i);
        }
        house.advanceSeconds(11);
        assertThat(texts(ann.ask("CHATHISTORY LATEST #weave * 100"))).hasSize(10);
        assertThat(house.join("stranger").askOne("CS PURGE #weave")).contains("Only the founder");
        assertThat(ann.askOne("CS PURGE #weave")).contains("is deleted");
        assertThat(texts(ann.ask("CHATHISTORY LATEST #weave * 100"))).isEmpty();
        ann.send("OPER root toor");
        assertThat(ann.ask("CS SET #weave RETENTION 0 0")).anyMatch(line -> line.contains("kept for ever"));
        assertThat(ann.askOne("CS SET #weave RETENTION default")).contains("(the server's default)");
    }
}
