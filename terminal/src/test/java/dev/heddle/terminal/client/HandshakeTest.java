// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import static dev.heddle.terminal.client.ScriptedServer.ADDRESS;
import static dev.heddle.terminal.client.ScriptedServer.ALL_CAPABILITIES;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.ClientFirstMessage;
import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.StringPreparation;
import dev.heddle.terminal.client.Failure.Code;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private final ScriptedServer server = new ScriptedServer();
    private final Client client = server.client();

    @AfterEach
    void end() {
        server.end();
    }

    private void open(Login login, String capabilities) {
        client.open(ADDRESS, login);
        server.accepts();
        server.says(":srv CAP * LS :" + capabilities);
        for (String line : server.heard()) {
            if (line.startsWith("CAP REQ")) {
                server.says(":srv CAP * ACK " + line.substring("CAP REQ ".length()));
            }
        }
    }

    private Failure failure() {
        return server.events(ClientEvent.Failed.class).getLast().why();
    }

    private static String decoded(String line) {
        return new String(Base64.getDecoder().decode(line.substring("AUTHENTICATE ".length())), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aGuestComesInWithEverythingThatBothSidesKnow() {
        client.open(ADDRESS, new Login.Guest("amy"));
        server.accepts();
        assertThat(server.heard()).containsExactly("CAP LS 302", "NICK amy", "USER amy 0 * :amy");
        server.says(":srv CAP * LS * :batch echo-message unknown-thing", ":srv CAP * LS :server-time");
        assertThat(server.heard()).containsExactly("CAP REQ :batch echo-message server-time");
        server.says(":srv CAP * ACK :batch echo-message server-time");
        assertThat(server.heard()).containsExactly("CAP END");
        server.says(":srv 001 amy :Welcome");
        assertThat(client.isReady()).isFalse();
        server.says(":srv 376 amy :end of the message of the day");

        assertThat(client.isReady()).isTrue();
        assertThat(server.events(ClientEvent.Ready.class)).containsExactly(new ClientEvent.Ready("amy", "", false));
    }

    @Test
    void aServerWithoutCapabilitiesLetsAGuestInAsWell() {
        client.open(ADDRESS, new Login.Guest("amy"));
        server.accepts();
        server.says(":srv 421 * CAP :Unknown command", ":srv 001 amy :Welcome", ":srv 422 amy :no motd");
        assertThat(client.isReady()).isTrue();
    }

    @Test
    void plainSendsNamePasswordAndIsInAfter903() {
        open(new Login.Account("amy", "amy", "secret"), "sasl=PLAIN");
        assertThat(server.heard()).containsExactly("AUTHENTICATE PLAIN");
        server.says("AUTHENTICATE +");
        assertThat(decoded(server.heard("AUTHENTICATE"))).isEqualTo("\0amy\0secret");
        server.says(":srv 900 amy amy!a@h amy :You are now logged in", ":srv 903 amy :ok");
        assertThat(server.heard()).containsExactly("CAP END");
        server.says(":srv 001 amy :Welcome", ":srv 422 amy :no motd");
        assertThat(server.events(ClientEvent.Ready.class)).containsExactly(new ClientEvent.Ready("amy", "amy", false));
    }

    @Test
    void aLongPasswordGoesInChunksOf400() {
        open(new Login.Account("amy", "amy", "x".repeat(594)), "sasl=PLAIN");
        server.heard();
        server.says("AUTHENTICATE +");
        var lines = server.heard();
        assertThat(lines).hasSize(3).last().isEqualTo("AUTHENTICATE +"); // 2 chunks of 400 exactly, then the end
        assertThat(lines.getFirst()).hasSize("AUTHENTICATE ".length() + 400);
    }

    @Test
    void scramProvesThePasswordWithoutSendingItAndChecksTheServer() throws Exception {
        open(new Login.Account("amy", "amy", "secret"), ALL_CAPABILITIES);
        assertThat(server.heard()).containsExactly("AUTHENTICATE SCRAM-SHA-256");
        var peer = new ScramPeer("secret", 4096);
        server.says("AUTHENTICATE +");
        server.says("AUTHENTICATE " + encoded(peer.challenge(decoded(server.heard("AUTHENTICATE")))));
        String proof = decoded(server.awaits("AUTHENTICATE"));
        assertThat(proof).doesNotContain("secret");
        assertThat(peer.isRight(proof)).isTrue();
        server.says("AUTHENTICATE " + encoded(peer.last()));
        assertThat(server.heard()).containsExactly("AUTHENTICATE +");
        server.says(":srv 903 amy :ok");
        assertThat(server.heard()).containsExactly("CAP END");
    }

    @Test
    void aServerThatDoesNotKnowTheAccountIsNotBelieved() throws Exception {
        open(new Login.Account("amy", "amy", "secret"), ALL_CAPABILITIES);
        server.heard();
        var impostor = new ScramPeer("something else", 4096);
        server.says("AUTHENTICATE +");
        server.says("AUTHENTICATE " + encoded(impostor.challenge(decoded(server.heard("AUTHENTICATE")))));
        assertThat(impostor.isRight(decoded(server.awaits("AUTHENTICATE")))).isFalse();
        server.says("AUTHENTICATE " + encoded(impostor.last()));

        assertThat(failure().code()).isEqualTo(Code.REFUSED);
        assertThat(failure().words()).contains("could not prove");
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void aServerThatSkipsItsProofIsNotBelieved() {
        open(new Login.Account("amy", "amy", "secret"), ALL_CAPABILITIES);
        server.says("AUTHENTICATE +", ":srv 903 amy :ok");
        assertThat(failure().words()).contains("without proving");
    }

    @Test
    void aChallengeThatIsTooDearIsRefused() throws Exception {
        open(new Login.Account("amy", "amy", "secret"), ALL_CAPABILITIES);
        server.heard();
        server.says("AUTHENTICATE +");
        String first = decoded(server.heard("AUTHENTICATE"));
        server.says("AUTHENTICATE "
                + encoded(new ScramPeer("secret", 4096).challenge(first).replace("i=4096", "i=2000000000")));
        server.awaits("AUTHENTICATE *");
        assertThat(failure().words()).contains("wanted 4096 to 1000000, got 2000000000");
    }

    @Test
    void aWrongPasswordIsToldAndNothingIsTriedAgain() {
        open(new Login.Account("amy", "amy", "wrong"), "sasl=PLAIN");
        server.says("AUTHENTICATE +", ":srv 904 amy :SASL authentication failed");
        assertThat(failure()).isEqualTo(Failure.of(Code.WRONG_LOGIN, "wrong account or password"));
        server.passes(120);
        assertThat(server.opened()).isEqualTo(1);
    }

    @Test
    void withoutSaslThereIsNoLogin() {
        open(new Login.Account("amy", "amy", "secret"), "batch");
        assertThat(failure().code()).isEqualTo(Code.NOT_OFFERED);
    }

    @Test
    void anAccountIsMadeBeforeComingInWhereTheServerAllowsIt() {
        open(new Login.NewAccount("amy", "a pass word", ""), ALL_CAPABILITIES);
        assertThat(server.heard()).containsExactly("REGISTER * * :a pass word");
        server.says(":srv REGISTER SUCCESS amy :made", ":srv 900 amy amy!a@h amy :logged in");
        assertThat(server.heard()).containsExactly("CAP END");
        assertThat(server.events(ClientEvent.Registered.class)).containsExactly(new ClientEvent.Registered("amy"));
        server.says(":srv 001 amy :Welcome", ":srv 422 amy :no motd");
        assertThat(client.isReady()).isTrue();
    }

    @Test
    void anAccountIsMadeAfterComingInWhereTheServerWantsThat() {
        open(new Login.NewAccount("amy", "secret", "amy@example.org"), "draft/account-registration");
        assertThat(server.heard()).containsExactly("CAP END");
        server.says(":srv 001 amy :Welcome", ":srv 422 amy :no motd");
        assertThat(client.isReady()).isFalse();
        assertThat(server.heard()).containsExactly("REGISTER * amy@example.org :secret");
        server.says(":srv REGISTER SUCCESS amy :made", ":srv PING :x");
        assertThat(client.isReady()).isTrue();
    }

    @Test
    void everyRefusalOfAnAccountHasItsCode() {
        String[][] refusals = {
            {"ACCOUNT_EXISTS", "ACCOUNT_EXISTS"}, {"BAD_ACCOUNT_NAME", "BAD_NAME"},
            {"UNACCEPTABLE_PASSWORD", "BAD_PASSWORD"}, {"TEMPORARILY_UNAVAILABLE", "REFUSED"}
        };
        for (String[] refusal : refusals) {
            open(new Login.NewAccount("amy", "secret", ""), ALL_CAPABILITIES);
            server.says(":srv FAIL REGISTER " + refusal[0] + " amy :no");
            assertThat(failure().code()).hasToString(refusal[1]);
        }
        open(new Login.NewAccount("amy", "secret", ""), "batch");
        assertThat(failure().code()).isEqualTo(Code.NOT_OFFERED);
        open(new Login.NewAccount("amy", "secret", ""), "draft/account-registration=before-connect,email-required");
        assertThat(failure().words()).contains("email");
    }

    @Test
    void aTakenNickIsToldAtFirstAndGotAroundWhenComingBack() {
        open(new Login.Guest("amy"), "batch");
        server.says(":srv 433 * amy :Nickname is already in use");
        assertThat(failure().code()).isEqualTo(Code.NICK_IN_USE);

        server.letsIn("amy", "batch");
        server.cuts("reset");
        server.passes(3);
        server.accepts();
        server.says(":srv CAP * LS :", ":srv 433 * amy :in use");
        assertThat(server.heard()).contains("NICK amy_");
    }

    @Test
    void aBanIsToldWithItsReason() {
        open(new Login.Guest("amy"), "batch");
        server.says(":srv 465 amy :You are banned: spam");
        assertThat(failure()).isEqualTo(Failure.of(Code.REFUSED, "this server has banned you: You are banned: spam"));
    }

    @Test
    void noLoginShowsItsPassword() {
        assertThat(new Login.Account("a", "b", "secret").toString()).doesNotContain("secret");
        assertThat(new Login.NewAccount("a", "secret", "").toString()).doesNotContain("secret");
    }

    /** The server's half of SCRAM, by the library that the real server uses. */
    private static final class ScramPeer {
        private final ScramMechanism mechanism = ScramMechanism.SCRAM_SHA_256;
        private final byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        private final byte[] salted;
        private final int iterations;
        private ClientFirstMessage first;
        private ServerFirstMessage challenge;
        private String exchanged = "";

        ScramPeer(String password, int iterations) {
            this.iterations = iterations;
            salted = ScramFunctions.saltedPassword(
                    mechanism, StringPreparation.SASL_PREPARATION, password.toCharArray(), salt, iterations);
        }

        String challenge(String clientFirst) throws Exception {
            first = ClientFirstMessage.parseFrom(clientFirst);
            challenge = new ServerFirstMessage(
                    first.getClientNonce(), "servernonce", Base64.getEncoder().encodeToString(salt), iterations);
            return challenge.toString();
        }

        boolean isRight(String clientFinal) {
            exchanged = ScramFunctions.authMessage(first, challenge, null);
            byte[] stored = ScramFunctions.storedKey(mechanism, ScramFunctions.clientKey(mechanism, salted));
            byte[] proof = Base64.getDecoder().decode(clientFinal.substring(clientFinal.indexOf(",p=") + 3));
            return ScramFunctions.verifyClientProof(mechanism, proof, stored, exchanged);
        }

        String last() {
            byte[] signature =
                    ScramFunctions.serverSignature(mechanism, ScramFunctions.serverKey(mechanism, salted), exchanged);
            return "v=" + Base64.getEncoder().encodeToString(signature);
        }
    }
}
