// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.Peer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Accounts: REGISTER, SASL, NickServ, ChanServ; several clients of one user.
class AccountsFamilyTest {
    private House house = new House();

    @AfterEach
    void nothingIsHeld() {
        house.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String plain(String account, String password) {
        return base64("\0" + account + "\0" + password);
    }

    /// A client that logs in with PLAIN while it connects.
    private Guest logIn(String nick, String account, String password, String... capabilities) {
        Guest guest = house.connect();
        guest.send("CAP REQ :sasl " + String.join(" ", capabilities));
        guest.send("AUTHENTICATE PLAIN");
        guest.send("AUTHENTICATE " + plain(account, password));
        guest.send("NICK " + nick);
        guest.send("USER " + nick + " 0 * :" + nick);
        guest.send("CAP END");
        return guest;
    }

    @Test
    void anAccountIsMadeBeforeConnectingAndOwnsItsNick() {
        Guest alice = house.connect();
        alice.send("CAP LS 302");
        assertThat(alice.text())
                .contains("draft/account-registration=before-connect")
                .contains("sasl=PLAIN,");
        alice.send("NICK alice");
        assertThat(alice.ask("REGISTER * * :correct horse"))
                .contains(
                        ":irc.example.org REGISTER SUCCESS alice :Account successfully registered",
                        ":irc.example.org 900 alice alice!*@127.0.0.1 alice :You are now logged in as alice");
        alice.send("USER alice 0 * :Alice");
        alice.send("CAP END");
        assertThat(house.hub.user("alice").account()).isEqualTo("alice");
        alice.send("QUIT");
        Guest thief = house.connect();
        thief.send("NICK alice");
        thief.send("USER thief 0 * :thief");
        assertThat(thief.text()).contains(" 433 * alice ");
        Guest owner = logIn("alice", "ALICE", "correct horse");
        assertThat(owner.text()).contains(" 903 ").contains(" 001 alice ");
    }

    @Test
    void aWrongPasswordAndAnAccountThatDoesNotExistLookTheSame() {
        house.account("alice", "secret");
        Guest one = logIn("x", "alice", "wrong");
        Guest other = logIn("y", "nobody", "wrong");
        assertThat(one.text()).contains(" 904 * :SASL authentication failed");
        assertThat(other.text()).contains(" 904 * :SASL authentication failed");
        assertThat(house.hub.user("x").account()).isNull();
    }

    @Test
    void aPlainPayloadOfEightHundredBytesComesInChunks() {
        String password = "p".repeat(592);
        house.services.directory();
        Guest root = house.join("root1");
        root.send("OPER root toor");
        root.send("NS SAREGISTER foo " + password.substring(0, 400));
        root.lines();
        Guest foo = house.connect();
        foo.send("CAP REQ sasl");
        foo.send("AUTHENTICATE PLAIN");
        String payload = base64("foo\0foo\0" + password.substring(0, 400));
        foo.send("AUTHENTICATE " + payload.substring(0, 400));
        assertThat(foo.ask("AUTHENTICATE " + payload.substring(400))).anyMatch(line -> line.contains(" 903 "));
        String exact = base64("foo\0foo\0" + password);
        assertThat(exact).hasSize(800);
        foo.send("AUTHENTICATE PLAIN");
        foo.send("AUTHENTICATE " + exact.substring(0, 400));
        assertThat(foo.ask("AUTHENTICATE " + exact.substring(400))).isEmpty();
        assertThat(foo.ask("AUTHENTICATE +")).anyMatch(line -> line.contains(" 904 "));
    }

    @Test
    void scramProvesThePasswordWithoutSendingIt() {
        house.account("alice", "pencil");
        Guest alice = house.connect();
        alice.send("CAP REQ sasl");
        assertThat(scram(alice, "alice", "pencil")).anyMatch(line -> line.contains(" 903 "));
        assertThat(scram(alice, "alice", "wrong")).anyMatch(line -> line.contains(" 904 "));
        assertThat(scram(alice, "nobody", "pencil")).anyMatch(line -> line.contains(" 904 "));
    }

    /// The client's side of RFC 7677.
    private static List<String> scram(Guest guest, String account, String password) {
        ScramMechanism sha = ScramMechanism.SCRAM_SHA_256;
        assertThat(guest.askOne("AUTHENTICATE SCRAM-SHA-256")).endsWith("AUTHENTICATE +");
        String bare = "n=" + account + ",r=clientnonce";
        String challenge = guest.askOne("AUTHENTICATE " + base64("n,," + bare));
        String first = new String(
                Base64.getDecoder().decode(challenge.substring(challenge.lastIndexOf(' ') + 1)),
                StandardCharsets.UTF_8);
        String[] parts = first.split(",");
        byte[] salted = ScramFunctions.saltedPassword(
                sha,
                StringPreparation.SASL_PREPARATION,
                password.toCharArray(),
                Base64.getDecoder().decode(parts[1].substring(2)),
                Integer.parseInt(parts[2].substring(2)));
        String withoutProof = "c=biws," + parts[0];
        byte[] clientKey = ScramFunctions.clientKey(sha, salted);
        byte[] signature = ScramFunctions.clientSignature(
                sha, ScramFunctions.storedKey(sha, clientKey), bare + "," + first + "," + withoutProof);
        String proof = Base64.getEncoder().encodeToString(ScramFunctions.clientProof(clientKey, signature));
        List<String> last = guest.ask("AUTHENTICATE " + base64(withoutProof + ",p=" + proof));
        return last.get(0).contains("AUTHENTICATE") ? guest.ask("AUTHENTICATE +") : last;
    }

    @Test
    void aCertificateLogsInWithExternal() {
        house.account("alice", "secret");
        String print = "ab".repeat(32);
        Peer secure = new Peer("127.0.0.1", 1, "127.0.0.1", true, print, "TLSv1.3", false);
        Guest first = house.connect(secure);
        first.send("NICK alice2");
        first.send("USER alice 0 * :Alice");
        first.send("NS IDENTIFY alice secret");
        first.send("NS CERT ADD");
        assertThat(first.text()).contains("The list of certificates is changed");
        Guest second = house.connect(secure);
        second.send("CAP REQ sasl");
        second.send("AUTHENTICATE EXTERNAL");
        assertThat(second.ask("AUTHENTICATE +")).anyMatch(line -> line.contains(" 900 * "));
        Guest plain = house.connect();
        plain.send("CAP REQ sasl");
        assertThat(plain.ask("AUTHENTICATE EXTERNAL")).anyMatch(line -> line.contains(" 904 "));
    }

    @Test
    void loginsAreThrottledPerAddressAndAccount() {
        house.close();
        house = new House(settings -> settings.with(new HubSettings.Flood(
                List.of(), 1000, 1000, 1000, Duration.ofMinutes(1), 3, Duration.ofMinutes(10), 2)));
        house.account("alice", "secret");
        Guest guest = house.connect(Peer.plain("192.0.2.1", 1));
        guest.send("CAP REQ sasl");
        for (int i = 0; i < 3; i++) {
            guest.send("AUTHENTICATE PLAIN");
            guest.send("AUTHENTICATE " + plain("alice", "wrong"));
        }
        guest.send("AUTHENTICATE PLAIN");
        assertThat(guest.ask("AUTHENTICATE " + plain("alice", "secret"))).anyMatch(line -> line.contains(" 904 "));
        house.advanceSeconds(601);
        guest = house.connect(Peer.plain("192.0.2.1", 1));
        guest.send("CAP REQ sasl");
        guest.send("AUTHENTICATE PLAIN");
        assertThat(guest.ask("AUTHENTICATE " + plain("alice", "secret"))).anyMatch(line -> line.contains(" 903 "));
    }

    @Test
    void twoClientsOfOneAccountAreOneUser() {
        house.account("alice", "secret");
        Guest desk = logIn("alice", "alice", "secret");
        Guest bob = house.join("bob");
        desk.send("JOIN #weave");
        bob.send("JOIN #weave");
        Guest phone = logIn("alice", "alice", "secret");
        assertThat(phone.text()).contains("001 alice").contains("JOIN #weave").contains("353 alice = #weave :");
        assertThat(house.hub.userCount()).isEqualTo(2);
        bob.lines();
        desk.lines();
        desk.send("PRIVMSG #weave :from the desk");
        assertThat(phone.lines()).containsExactly(":alice!~alice@127.0.0.1 PRIVMSG #weave :from the desk");
        assertThat(bob.lines()).hasSize(1);
        bob.send("PRIVMSG alice :to both");
        assertThat(desk.text()).contains("to both");
        assertThat(phone.text()).contains("to both");
        desk.send("QUIT");
        assertThat(bob.lines()).isEmpty();
        phone.send("QUIT :all gone");
        assertThat(bob.text()).contains("QUIT :Quit: all gone");
    }

    @Test
    void aCapabilityThatIsOfferedNoMoreIsTakenAndToldToThoseWhoAsked() {
        Guest alice = house.connect();
        alice.send("CAP LS 302");
        alice.send("CAP REQ :draft/account-registration");
        alice.send("NICK alice");
        alice.send("USER alice 0 * :Alice");
        alice.send("CAP END");
        Guest bob = house.join("bob");
        alice.lines();
        HubSettings settings = house.hub.settings();
        house.connections.settings(settings.with(new HubSettings.Accounts(false, false, false, true, false)));
        house.turn();
        assertThat(alice.lines()).containsExactly(":irc.example.org CAP alice DEL :draft/account-registration");
        assertThat(alice.askOne("CAP LIST")).doesNotContain("registration");
        assertThat(bob.lines()).isEmpty();
        house.connections.settings(settings);
        house.turn();
        assertThat(alice.lines())
                .containsExactly(":irc.example.org CAP alice NEW :draft/account-registration=before-connect");
    }

    @Test
    void nickServServesClassicClients() {
        Guest alice = house.join("alice");
        assertThat(alice.ask("PRIVMSG NickServ :HELP")).anyMatch(line -> line.contains("REGISTER <password>"));
        assertThat(alice.ask("PRIVMSG NickServ :REGISTER secret")).anyMatch(line -> line.contains("is registered"));
        assertThat(alice.ask("NS INFO")).anyMatch(line -> line.contains("Account: alice"));
        assertThat(alice.ask("NS SET PASSWORD secret better")).anyMatch(line -> line.contains("password is changed"));
        Guest other = house.join("other");
        assertThat(other.ask("NS IDENTIFY alice secret")).anyMatch(line -> line.contains("Wrong account or password"));
        assertThat(other.ask("NS RECOVER alice better")).anyMatch(line -> line.contains("NICK alice"));
        assertThat(alice.closed).isTrue();
        assertThat(house.hub.user("alice").account()).isEqualTo("alice");
    }

    @Test
    void aRegisteredChannelKeepsFounderModesTopicAndBansAcrossARestart() {
        house.account("alice", "secret");
        Guest alice = logIn("alice", "alice", "secret");
        alice.send("JOIN #weave");
        alice.send("CS REGISTER #weave");
        alice.send("TOPIC #weave :cloth");
        alice.send("MODE #weave +sb evil!*@*");
        alice.send("QUIT");
        House again = new House(settings -> settings, house.store.reopen());
        try {
            Guest bob = again.join("bob");
            assertThat(bob.ask("JOIN #weave"))
                    .contains(":irc.example.org 332 bob #weave :cloth")
                    .anyMatch(line -> line.contains(" 353 bob @ #weave :bob"));
            assertThat(bob.ask("MODE #weave +b")).anyMatch(line -> line.contains(" 367 bob #weave evil!*@* "));
            Guest back = again.connect();
            back.send("CAP REQ sasl");
            back.send("AUTHENTICATE PLAIN");
            back.send("AUTHENTICATE " + plain("alice", "secret"));
            back.send("NICK alice");
            back.send("USER alice 0 * :Alice");
            back.send("CAP END");
            bob.lines();
            back.send("JOIN #weave");
            assertThat(bob.text()).contains("MODE #weave +qo alice alice");
        } finally {
            again.close();
        }
    }

    @Test
    void anAccountTagAndNoticesFollowALoginAfterConnecting() {
        house.account("alice", "secret");
        Guest bob = house.join("bob", "account-notify", "account-tag");
        Guest alice = house.join("al");
        alice.send("JOIN #weave");
        bob.send("JOIN #weave");
        bob.lines();
        alice.send("NS IDENTIFY alice secret");
        assertThat(bob.lines()).containsExactly("@account=alice :al!~al@127.0.0.1 ACCOUNT alice");
        alice.send("PRIVMSG #weave :hi");
        assertThat(bob.lines()).containsExactly("@account=alice :al!~al@127.0.0.1 PRIVMSG #weave :hi");
    }

    @Test
    void anAccountIsDeletedByItsOwnerWithAllThatIsItsOwn() {
        house.account("ann", "secret");
        Guest ann = house.join("a1").send("NS IDENTIFY ann secret");
        ann.lines();
        assertThat(ann.askOne("NS DROP wrong")).contains("Wrong password");
        ann.send("JOIN #weave").send("CS REGISTER #weave");
        house.join("bob").send("PRIVMSG ann :a secret");
        ann.lines();
        ann.send("NS DROP secret");
        assertThat(ann.text()).contains("Account ann is deleted").contains("(Account deleted)");
        assertThat(ann.closed).isTrue();
        assertThat(house.hub.channel("#weave")).isNull();
        house.account("ann", "other");
        Guest again = house.join("a2");
        assertThat(again.ask("NS IDENTIFY ann other")).noneMatch(line -> line.contains("a secret"));
    }
}
