// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.store.StoreFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The eleven results of the chat room of 2015, each with the replies that docs/chat/results.md names for it.
class ElevenResultsTest {
    private final House house = new House(settings -> settings.with(few(settings.limits())));

    private static HubSettings.Limits few(HubSettings.Limits old) {
        return new HubSettings.Limits(
                old.connections(),
                old.perAddress(),
                old.channels(),
                2,
                old.clientsPerUser(),
                old.nickLength(),
                old.channelLength(),
                old.topicLength(),
                old.kickLength(),
                old.awayLength(),
                old.realnameLength(),
                1,
                1,
                old.whowas(),
                old.queuedLines(),
                old.registrationTime(),
                old.pingAfter(),
                old.pingTime());
    }

    @AfterEach
    void nothingIsHeld() {
        house.close();
    }

    private Guest loggingIn(String blob) {
        Guest guest = house.connect();
        guest.send("CAP REQ :sasl echo-message").send("AUTHENTICATE PLAIN");
        guest.lines();
        guest.send("AUTHENTICATE " + blob);
        return guest;
    }

    /// `NUL bob NUL secret`.
    private static final String BOB = "AGJvYgBzZWNyZXQ=";

    private static final String BOB_WRONG = "AGJvYgB3cm9uZw==";

    @Test
    @DisplayName("0 EXCEED")
    void exceed() {
        Guest alice = house.join("alice");
        alice.send("JOIN #a,#b").lines();
        assertThat(alice.askOne("JOIN #c")).contains(" 405 alice #c ");
        assertThat(alice.askOne("PRIVMSG a,b,c,d,e :x")).contains(" 407 alice ");
        assertThat(alice.askOne("PRIVMSG #a :" + "x".repeat(600))).contains(" 417 alice ");
        alice.send("MODE #a +b x!*@*").lines();
        assertThat(alice.askOne("MODE #a +b y!*@*")).contains(" 478 alice #a ");
        assertThat(alice.ask("MONITOR + p,q")).anyMatch(line -> line.contains(" 734 alice 1 q "));
    }

    @Test
    @DisplayName("1 SUCCESS")
    void success() {
        Guest alice = house.join("alice", "echo-message");
        assertThat(alice.ask("REGISTER * * secret")).anyMatch(line -> line.contains("REGISTER SUCCESS alice"));
        house.account("bob", "secret");
        Guest bob = loggingIn(BOB);
        assertThat(bob.text()).contains(" 900 ").contains(" 903 ");
        bob.send("NICK bob").send("USER b 0 * :b").send("CAP END");
        assertThat(bob.text()).contains(" 001 bob ");
        assertThat(bob.askOne("PRIVMSG alice :hi")).isEqualTo(":bob!~b@127.0.0.1 PRIVMSG alice :hi");
    }

    @Test
    @DisplayName("2 FAILED")
    void failed() {
        house.account("bob", "secret");
        assertThat(loggingIn(BOB_WRONG).text()).contains(" 904 ");
        Guest alice = house.join("alice", "echo-message", "draft/chathistory", "batch");
        assertThat(alice.askOne("REGISTER other * secret")).contains("FAIL REGISTER ACCOUNT_NAME_MUST_BE_NICK other ");
        alice.send("JOIN #a").lines();
        house.store.failCommitAfter(0, new StoreFailure(StoreFailure.Kind.DISK_FULL, "full"));
        assertThat(alice.askOne("PRIVMSG #a :lost")).contains("FAIL PRIVMSG MESSAGE_NOT_STORED #a ");
    }

    @Test
    @DisplayName("3 DUPLICATE_ID")
    void duplicateId() {
        house.account("bob", "secret");
        Guest guest = house.connect().send("NICK bob").send("USER b 0 * :b");
        assertThat(guest.lines()).singleElement().asString().contains(" 433 * bob ");
        assertThat(house.connect().send("NICK bob").askOne("REGISTER bob * x"))
                .contains("FAIL REGISTER ACCOUNT_EXISTS bob ");
        house.join("alice");
        assertThat(house.connect().askOne("NICK alice")).contains(" 433 * alice ");
    }

    @Test
    @DisplayName("4 INVALID")
    void invalid() {
        assertThat(house.connect().askOne("NICK 9lives")).contains(" 432 * 9lives ");
        assertThat(house.connect().askOne("NICK " + "n".repeat(33))).contains(" 432 ");
        assertThat(house.connect().askOne("USER @ 0 * :x")).contains(" 468 ");
        Guest alice = house.join("alice");
        assertThat(alice.askOne("JOIN nonsense")).contains(" 403 alice nonsense ");
        assertThat(alice.askOne("REGISTER 9! * secret")).contains("FAIL REGISTER BAD_ACCOUNT_NAME ");
        assertThat(alice.askOne("REGISTER * * :")).contains("FAIL REGISTER ");
    }

    @Test
    @DisplayName("5 ID_NOT_EXIST")
    void idNotExist() {
        Guest alice = house.join("alice");
        assertThat(alice.askOne("PRIVMSG nobody :hi")).contains(" 401 alice nobody ");
        assertThat(alice.askOne("PRIVMSG #nowhere :hi")).contains(" 403 alice #nowhere ");
        assertThat(alice.ask("WHOWAS nobody").getFirst()).contains(" 406 alice nobody ");
    }

    @Test
    @DisplayName("6 WRONG_PWD")
    void wrongPassword() {
        house.account("bob", "secret");
        assertThat(loggingIn(BOB_WRONG).text()).contains(" 904 ");
        Guest alice = house.join("alice");
        String wrong = alice.askOne("NS IDENTIFY bob wrong");
        assertThat(wrong).endsWith(":Wrong account or password");
        assertThat(alice.askOne("NS IDENTIFY nobody wrong")).isEqualTo(wrong);
    }

    @Test
    @DisplayName("7 ALREADY_ONLINE")
    void alreadyOnline() {
        house.account("bob", "secret");
        Guest bob = loggingIn(BOB).send("NICK bob").send("USER b 0 * :b").send("CAP END");
        bob.lines();
        assertThat(house.connect().askOne("NICK bob")).contains(" 433 * bob ");
        Guest second = loggingIn(BOB).send("NICK bob").send("USER b 0 * :b").send("CAP END");
        assertThat(second.text()).contains(" 001 bob ");
        assertThat(house.hub.user("bob").clientCount()).isEqualTo(2);
        Guest elsewhere = house.join("elsewhere");
        assertThat(elsewhere.ask("NS RECOVER bob secret")).anyMatch(line -> line.endsWith(" NICK bob"));
        assertThat(bob.closed).isTrue();
        assertThat(second.closed).isTrue();
    }

    @Test
    @DisplayName("8 ID_NOT_ONLINE")
    void idNotOnline() {
        house.account("bob", "secret");
        Guest alice = house.join("alice", "echo-message");
        assertThat(alice.askOne("PRIVMSG nobody :hi")).contains(" 401 ");
        assertThat(alice.askOne("PRIVMSG bob :for later")).endsWith("PRIVMSG bob :for later");
        Guest bob = loggingIn(BOB).send("NICK bob").send("USER b 0 * :b").send("CAP END");
        assertThat(bob.text()).contains("for later");
        bob.send("AWAY :gone");
        assertThat(alice.ask("PRIVMSG bob :hello?")).anyMatch(line -> line.contains(" 301 alice bob :gone"));
    }

    @Test
    @DisplayName("9 ALL_NOT_ONLINE")
    void allNotOnline() {
        Guest alice = house.join("alice", "echo-message", "draft/chathistory", "batch");
        alice.send("JOIN #a").lines();
        assertThat(alice.askOne("PRIVMSG #a :nobody hears me")).endsWith(":nobody hears me");
        assertThat(alice.ask("CHATHISTORY LATEST #a * 10")).anyMatch(line -> line.endsWith("nobody hears me"));
        assertThat(alice.ask("NAMES #a").getFirst()).endsWith(":@alice");
        assertThat(alice.ask("WHO *")).anyMatch(line -> line.contains(" 352 alice ") && line.contains(" alice H"));
    }

    @Test
    @DisplayName("10 MESSAGE_SELF")
    void messageSelf() {
        Guest alice = house.join("alice", "echo-message");
        assertThat(alice.ask("PRIVMSG alice :note to self"))
                .containsExactly(
                        ":alice!~alice@127.0.0.1 PRIVMSG alice :note to self",
                        ":alice!~alice@127.0.0.1 PRIVMSG alice :note to self");
        assertThat(house.join("bob").ask("PRIVMSG bob :one copy"))
                .containsExactly(":bob!~bob@127.0.0.1 PRIVMSG bob :one copy");
    }
}
