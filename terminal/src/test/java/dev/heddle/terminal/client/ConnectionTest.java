// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import static dev.heddle.terminal.client.ScriptedServer.ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.terminal.client.ClientEvent.Stage;
import dev.heddle.terminal.client.Failure.Code;
import dev.heddle.terminal.link.Presented;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private final ScriptedServer server = new ScriptedServer();
    private final Client client = server.client();

    @AfterEach
    void end() {
        server.end();
    }

    private Failure failure() {
        return server.events(ClientEvent.Failed.class).getLast().why();
    }

    @Test
    void aServerThatIsNotThereIsToldOnceAndNotTriedAgain() {
        client.open(ADDRESS, new Login.Guest("amy"));
        server.cuts("refused");
        assertThat(failure()).isEqualTo(Failure.of(Code.UNREACHABLE, "refused"));
        server.passes(120);
        assertThat(server.opened()).isEqualTo(1);
        assertThat(client.server()).isNull();
    }

    @Test
    void anUnknownCertificateIsHandedOn() {
        var shown = new Presented("f".repeat(64), "CN=x", "CN=x", "2027-01-01", "self-signed", "");
        client.open(ADDRESS, new Login.Guest("amy"));
        server.cuts("untrusted", shown);
        assertThat(failure().code()).isEqualTo(Code.UNTRUSTED);
        assertThat(failure().untrusted()).isEqualTo(shown);
    }

    @Test
    void whoWasInComesBackLaterAndLaterAndThenSoonAgain() {
        server.letsIn("amy", "");
        server.cuts("reset");
        assertThat(server.events(ClientEvent.Progress.class))
                .extracting(ClientEvent.Progress::stage)
                .endsWith(Stage.LOST, Stage.WAITING);
        int opened = server.opened();
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 9; i++) {
            long pause = 0;
            while (server.opened() == opened) {
                server.passes(1);
                pause++;
            }
            pauses.add(pause);
            opened = server.opened();
            server.cuts("refused");
        }
        assertThat(pauses.getFirst()).isBetween(1L, 2L);
        assertThat(pauses.getLast()).isBetween(48L, 73L);
        server.passes(80);
        server.welcomes("amy", "");
        assertThat(server.events(ClientEvent.Ready.class).getLast().again()).isTrue();
        server.cuts("reset");
        server.passes(2);
        assertThat(server.isOpen()).isTrue();
    }

    @Test
    void theUserNeedNotWait() {
        server.letsIn("amy", "");
        assertThat(client.hurry()).isFalse();
        server.cuts("reset");
        assertThat(client.hurry()).isTrue();
        assertThat(server.isOpen()).isTrue();
    }

    @Test
    void aSilentServerIsAskedAndThenGivenUp() {
        server.letsIn("amy", "");
        server.passes(70);
        assertThat(server.heard()).containsExactly("PING :still there");
        server.says(":srv PONG srv :still there");
        server.passes(70);
        assertThat(server.heard()).containsExactly("PING :still there");
        server.passes(60);
        assertThat(server.events(ClientEvent.Progress.class))
                .extracting(ClientEvent.Progress::words)
                .anyMatch(words -> words.contains("has not said anything for two minutes"));
        server.passes(3);
        assertThat(server.opened()).isEqualTo(2);
    }

    @Test
    void whatTheServerSaysLastIsTheReason() {
        server.letsIn("amy", "");
        server.says("ERROR :Closing Link: h (SendQ exceeded)");
        server.cuts("end of stream");
        assertThat(server.events(ClientEvent.Progress.class))
                .extracting(ClientEvent.Progress::words)
                .contains("lost the connection: Closing Link: h (SendQ exceeded)");
    }

    @Test
    void quittingSaysGoodbyeAndDoesNotComeBack() {
        server.letsIn("amy", "");
        client.quit("see you\r\nJOIN #x");
        assertThat(server.heard()).containsExactly("QUIT :see you  JOIN #x");
        assertThat(server.isOpen()).isFalse();
        server.passes(120);
        assertThat(server.opened()).isEqualTo(1);
    }

    @Test
    void pingIsAnswered() {
        server.letsIn("amy", "");
        server.says("PING :abc def");
        assertThat(server.heard()).containsExactly("PONG :abc def");
    }

    @Test
    void capabilitiesMayComeAndGoLater() {
        server.letsIn("amy", "batch cap-notify");
        server.says(":srv CAP amy NEW :echo-message unknown");
        assertThat(server.heard()).containsExactly("CAP REQ :echo-message");
        server.says(":srv CAP amy ACK :echo-message", ":srv CAP amy DEL :batch");
        server.says(":srv CAP amy NEW :batch");
        assertThat(server.heard()).containsExactly("CAP REQ :batch");
    }

    @Test
    void nonsenseOfAServerIsSurvivedSeed3() {
        server.letsIn("amy", ScriptedServer.ALL_CAPABILITIES);
        var random = new Random(3);
        String[] commands = {
            "JOIN", "PART", "QUIT", "NICK", "MODE", "353", "366", "332", "730", "BATCH", "MARKREAD", "PRIVMSG",
                    "NOTICE", "KICK",
            "TOPIC", "AWAY", "FAIL", "001", "005", "900", "CAP", "AUTHENTICATE", "401", "INVITE", "WARN", "ACK", "433",
                    "352"
        };
        String[] words = {
            "amy",
            "#tea",
            "+b",
            "-b",
            ":",
            ":text with words",
            "timestamp=x",
            "PREFIX=(",
            "+ovbk",
            "LS",
            "ACK",
            "NEW",
            "\u0001",
            ",",
            "labeled-response",
            "chathistory",
            "@#tea",
            ""
        };
        for (int i = 0; i < 20_000; i++) {
            var line = new StringBuilder();
            if (random.nextInt(3) == 0) {
                line.append("@batch=b;label=h")
                        .append(random.nextInt(4))
                        .append(";time=bad;msgid=")
                        .append(random.nextInt(9))
                        .append(' ');
            }
            line.append(random.nextBoolean() ? ":amy!a@h " : ":bob!b@h ")
                    .append(commands[random.nextInt(commands.length)]);
            for (int w = random.nextInt(5); w > 0; w--) {
                line.append(' ').append(words[random.nextInt(words.length)]);
            }
            server.says(line.toString());
        }
        assertThat(client.isReady()).isTrue();
    }
}
