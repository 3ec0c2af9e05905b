// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.store.StoreFailure;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Messages of several lines (draft/multiline).
class SeveralLinesTest {
    private static final String[] WHOLE = {
        "message-tags",
        "batch",
        "echo-message",
        "labeled-response",
        "draft/multiline",
        "draft/chathistory",
        "server-time"
    };

    private final House house = new House();
    private final Guest alice = house.join("alice", WHOLE);
    private final Guest bob = house.join("bob", WHOLE);
    private final Guest classic = house.join("classic");

    @AfterEach
    void nothingIsHeld() {
        house.close();
    }

    private void meet() {
        for (Guest guest : List.of(alice, bob, classic)) {
            guest.send("JOIN #weave");
        }
        house.guests.forEach(Guest::lines);
    }

    private void say(String target, String... lines) {
        alice.lines();
        alice.send("@label=L;+draft/reply=x BATCH +b draft/multiline " + target);
        for (String line : lines) {
            boolean goesOn = line.startsWith("+");
            alice.send((goesOn ? "@batch=b;draft/multiline-concat" : "@batch=b") + " PRIVMSG " + target + " :"
                    + (goesOn ? line.substring(1) : line));
        }
        assertThat(alice.lines()).isEmpty();
        alice.send("BATCH -b");
    }

    private static String bare(String line) {
        return line.replaceAll("^@\\S+ ", "");
    }

    @Test
    void theyArriveWholeWithOneIdAndLineByLineAtClassicClients() {
        meet();
        say("#weave", "one", "", "two", "+ goes on");
        List<String> whole = bob.lines();
        assertThat(whole.stream().map(SeveralLinesTest::bare))
                .containsExactly(
                        whole.get(0).replaceAll("^@\\S+ ", ""),
                        ":alice!~alice@127.0.0.1 PRIVMSG #weave :one",
                        ":alice!~alice@127.0.0.1 PRIVMSG #weave :",
                        ":alice!~alice@127.0.0.1 PRIVMSG #weave :two",
                        ":alice!~alice@127.0.0.1 PRIVMSG #weave : goes on",
                        ":alice!~alice@127.0.0.1 BATCH -" + whole.get(0).replaceAll(".*BATCH \\+(\\S+) .*", "$1"));
        assertThat(whole.get(0))
                .contains("msgid=")
                .contains("+draft/reply=x")
                .contains("BATCH +")
                .endsWith(" #weave");
        assertThat(whole.subList(1, 6)).noneMatch(line -> line.contains("msgid="));
        assertThat(whole.get(4)).contains("draft/multiline-concat");
        assertThat(classic.lines())
                .containsExactly(
                        ":alice!~alice@127.0.0.1 PRIVMSG #weave :one",
                        ":alice!~alice@127.0.0.1 PRIVMSG #weave :two",
                        ":alice!~alice@127.0.0.1 PRIVMSG #weave : goes on");
        List<String> echo = alice.lines();
        assertThat(echo).hasSize(6);
        assertThat(echo.get(0)).contains("label=L");
        assertThat(echo.subList(1, 6)).noneMatch(line -> line.contains("label="));
    }

    @Test
    void theHistoryHasThemAsOneMessage() {
        meet();
        say("#weave", "one", "two");
        List<String> page = bob.ask("CHATHISTORY LATEST #weave * 1");
        assertThat(page.stream().filter(line -> line.contains(" PRIVMSG "))).hasSize(2);
        assertThat(page.get(1)).contains("msgid=").contains("BATCH +").contains("draft/multiline #weave");
        assertThat(page).hasSize(6);
        Guest plain = house.join("bob2", "draft/chathistory", "batch", "message-tags");
        plain.send("JOIN #weave");
        say("#weave", "three", "four");
        List<String> singly = plain.ask("CHATHISTORY LATEST #weave * 1").stream()
                .filter(line -> line.contains(" PRIVMSG "))
                .toList();
        assertThat(singly).hasSize(2);
        assertThat(singly.get(0)).contains("msgid=").endsWith(" three");
        assertThat(singly.get(1)).doesNotContain("msgid=").endsWith(" four");
    }

    @Test
    void betweenTwoPeopleTheyArriveTheSameWay() {
        say("bob", "one", "two");
        assertThat(bob.lines()).hasSize(4);
        say("classic", "one", "two");
        assertThat(classic.lines()).hasSize(2);
    }

    @Test
    void whatIsTooMuchOrOutOfPlaceIsRefusedOnceAndTheRestForgotten() {
        meet();
        alice.send("BATCH +b draft/multiline #weave");
        for (int i = 0; i < 40; i++) {
            alice.send("@batch=b PRIVMSG #weave :" + i);
        }
        alice.send("BATCH -b");
        assertThat(alice.lines())
                .singleElement()
                .asString()
                .endsWith(" FAIL BATCH MULTILINE_MAX_LINES 32 :The message of several lines was refused");
        alice.send("@label=L2 BATCH +b draft/multiline #weave");
        for (int i = 0; i < 11; i++) {
            alice.send("@batch=b PRIVMSG #weave :" + "x".repeat(400));
        }
        assertThat(alice.text())
                .contains("label=L2 :irc.example.org FAIL BATCH MULTILINE_MAX_BYTES 4096 ")
                .doesNotContain("\n");
        alice.send("BATCH +b draft/multiline #weave");
        alice.send("PRIVMSG #weave :not in it");
        assertThat(alice.text()).contains("FAIL BATCH MULTILINE_INVALID ");
        alice.send("BATCH +b draft/multiline #weave");
        alice.send("@batch=b PRIVMSG #else :elsewhere");
        assertThat(alice.text()).contains("FAIL BATCH MULTILINE_INVALID_TARGET #weave #else ");
        alice.send("BATCH +b draft/multiline NickServ");
        alice.send("@batch=b PRIVMSG NickServ :REGISTER secret");
        alice.send("BATCH -b");
        assertThat(alice.text()).contains("FAIL BATCH MULTILINE_INVALID ");
        assertThat(bob.lines()).isEmpty();
        assertThat(classic.lines()).isEmpty();
        assertThat(classic.askOne("BATCH +b draft/multiline #weave")).contains("FAIL BATCH MULTILINE_INVALID ");
    }

    @Test
    void theEchoWaitsForTheDiskAndOneFailureReplacesAllOfIt() {
        meet();
        house.storeKeepsUp = false;
        say("#weave", "one", "two");
        assertThat(bob.lines()).hasSize(4);
        assertThat(alice.lines()).isEmpty();
        house.store.failCommitAfter(0, new StoreFailure(StoreFailure.Kind.DISK_FULL, "full"));
        house.storeKeepsUp = true;
        house.turn();
        assertThat(alice.lines())
                .singleElement()
                .asString()
                .contains("label=L")
                .contains("FAIL PRIVMSG MESSAGE_NOT_STORED #weave");
        alice.send("PRIVMSG #weave :and on");
        assertThat(alice.text()).contains("and on");
    }
}
