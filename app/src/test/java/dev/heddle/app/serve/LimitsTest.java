// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What one client or address may have and do, on a real server.
@Timeout(600)
class LimitsTest {
    @TempDir
    private Path directory;

    private Site open(String toml) {
        return Site.open(directory, toml);
    }

    @Test
    void aFloodIsDelayedAndNothingOfItIsLost() {
        try (var site = open("[flood]\nexempt = []\nburst = 5\nrate = 100.0\n");
                var flooder = Visitor.join(site.port(), "flooder")) {
            var lines = new StringBuilder();
            for (int i = 0; i < 150; i++) {
                lines.append("PING :n").append(i).append("\r\n");
            }
            flooder.sendRaw(lines.toString());
            for (int i = 0; i < 150; i++) {
                assertThat(flooder.line()).endsWith("PONG heddle.local :n" + i);
            }
        }
    }

    @Test
    void whoConnectsTooOftenOrTooManyTimesIsToldSo() {
        try (var site = open("[flood]\nexempt = []\nconnects = 3\nconnect-window = \"1h\"\n");
                var first = Visitor.join(site.port(), "first");
                var second = Visitor.connect(site.port());
                var third = Visitor.connect(site.port());
                var fourth = Visitor.connect(site.port())) {
            assertThat(fourth.untilClosed())
                    .containsExactly("ERROR :Closing Link: 127.0.0.1 (You are connecting too fast)");
            first.send("PING x");
            first.await("PONG");
            second.send("PING x");
            second.await("PONG");
            third.send("PING x");
            third.await("PONG");
        }
    }

    @Test
    void anAddressHasSoManyConnectionsAtOnce() {
        try (var site = open("[limits]\nconnections-per-address = 2\n[flood]\nexempt = []\n");
                var first = Visitor.join(site.port(), "first")) {
            try (var second = Visitor.join(site.port(), "second");
                    var third = Visitor.connect(site.port())) {
                assertThat(third.untilClosed()).last().asString().contains("Too many connections from your address");
                second.send("QUIT");
                second.untilClosed();
            }
            first.send("PING x");
            first.await("PONG");
            try (var again = Visitor.join(site.port(), "again")) {
                again.send("PING x");
                again.await("PONG");
            }
        }
    }

    @Test
    void theServerIsFullWhenItIs() {
        try (var site = open("[limits]\nconnections = 1\n");
                var first = Visitor.join(site.port(), "first");
                var second = Visitor.connect(site.port())) {
            assertThat(second.untilClosed()).last().asString().contains("This server is full");
            first.send("PING x");
            first.await("PONG");
        }
    }

    @Test
    void whoDoesNotRegisterInTimeIsClosed() {
        try (var site = open("[limits]\nregistration-time = \"1s\"\n");
                var idle = Visitor.connect(site.port()).send("NICK idle")) {
            assertThat(idle.untilClosed()).last().asString().contains("(Registration timed out)");
        }
    }

    @Test
    void whoIsSilentIsAskedAndThenClosed() {
        try (var site = open("[limits]\nping-after = \"5s\"\nping-time = \"5s\"\n");
                var silent = Visitor.join(site.port(), "silent")) {
            var lines = silent.untilClosed();
            assertThat(lines.getFirst()).isEqualTo(":heddle.local PING :heddle.local");
            assertThat(lines.getLast()).contains("(Ping timeout: ");
        }
    }

    @Test
    void loginsThatFailTooOftenAreRefusedEvenWithTheRightPassword() {
        try (var site = open("[flood]\nexempt = []\nburst = 1000\nlogin-failures = 2\nregistrations = 1\n");
                var ann = Visitor.join(site.port(), "ann");
                var bob = Visitor.join(site.port(), "bob")) {
            ann.send("PRIVMSG NickServ :REGISTER secret");
            ann.await("is registered");
            bob.send("PRIVMSG NickServ :REGISTER secret");
            bob.await("Registration failed: Try again later");
            bob.send("PRIVMSG NickServ :IDENTIFY ann wrong", "PRIVMSG NickServ :IDENTIFY ann wrong");
            bob.await("Wrong account or password");
            bob.await("Wrong account or password");
            bob.send("PRIVMSG NickServ :IDENTIFY ann secret");
            bob.await("Wrong account or password");
        }
    }

    @Test
    void whoDoesNotReadIsClosedAndTheOthersAreToldWhy() throws Exception {
        try (var site = open("[limits]\noutbox = \"64KiB\"\n[history]\nenabled = false\n");
                var talker = Visitor.join(site.port(), "talker");
                var slow = Visitor.connect(site.port())) {
            slow.socket().setReceiveBufferSize(4096);
            slow.send("NICK slow", "USER s 0 * :s", "JOIN #weave");
            slow.await(" 366 slow #weave ");
            talker.send("JOIN #weave");
            talker.await(" 366 ");
            var line = "PRIVMSG #weave :" + "x".repeat(400);
            String gone = "";
            for (int round = 0; round < 2_000 && gone.isEmpty(); round++) {
                for (int i = 0; i < 50; i++) {
                    talker.sendRaw(line + "\r\n");
                }
                talker.send("PING x" + round);
                var said = talker.until(text -> text.contains("PONG heddle.local :x"));
                gone = said.stream()
                        .filter(text -> text.contains(" QUIT "))
                        .findAny()
                        .orElse("");
            }
            assertThat(gone).isEqualTo(":slow!~s@127.0.0.1 QUIT :SendQ exceeded");
        }
    }

    @Test
    void whoTakesNothingForAWhileIsClosedHoweverLittleWaits() throws Exception {
        try (var site = open("[limits]\noutbox = \"64MiB\"\nstall-time = \"1s\"\n[history]\nenabled = false\n");
                var talker = Visitor.join(site.port(), "talker");
                var slow = Visitor.connect(site.port())) {
            slow.socket().setReceiveBufferSize(4096);
            slow.send("NICK slow", "USER s 0 * :s", "JOIN #weave");
            slow.await(" 366 slow #weave ");
            talker.send("JOIN #weave");
            talker.await(" 366 ");
            var line = "PRIVMSG #weave :" + "x".repeat(400) + "\r\n";
            for (int i = 0; i < 30_000; i++) {
                talker.sendRaw(line);
            }
            slow.send("PING :it speaks and does not read");
            talker.await(":slow!~s@127.0.0.1 QUIT :Reads nothing");
        }
    }

    @Test
    void plainConnectionsAreToldToComeBackEncrypted() {
        try (var site = open(
                        "[tls]\nsts = true\nsts-duration = \"10d\"\n[[listener]]\nport = 0\nspeaks = \"irc-tls\"\n");
                var visitor = Visitor.connect(site.port()).send("CAP LS 302")) {
            assertThat(visitor.await("sts=")).contains(" sts=port=0,duration=864000");
            visitor.send("CAP REQ sts");
            assertThat(visitor.await(" NAK ")).contains("sts");
        }
    }

    @Test
    void aGatewayTellsWhoItsClientsAreIfItKnowsThePassword() {
        try (var site = open("[[webirc]]\npassword = \"gate\"\naddresses = [\"127.0.0.0/8\"]\n");
                var watcher = Visitor.join(site.port(), "watcher")) {
            try (var client = Visitor.connect(site.port())
                    .send("WEBIRC gate web.example.org host.example.org 192.0.2.7", "NICK web", "USER w 0 * :w")) {
                client.await(" 422 ");
                watcher.send("WHOIS web");
                watcher.await("311 watcher web ~w host.example.org");
            }
            try (var liar = Visitor.connect(site.port()).send("WEBIRC wrong web.example.org h.example.org 192.0.2.7")) {
                assertThat(liar.untilClosed()).last().asString().startsWith("ERROR :Closing Link");
            }
        }
    }

    @Test
    void theServersPasswordIsAsked() {
        try (var site = open("[server]\npassword = \"open sesame\"\n");
                var right = Visitor.connect(site.port()).send("PASS :open sesame", "NICK a", "USER a 0 * :a");
                var wrong = Visitor.connect(site.port()).send("PASS nonsense", "NICK b", "USER b 0 * :b");
                var none = Visitor.connect(site.port()).send("NICK c", "USER c 0 * :c")) {
            right.await(" 001 a ");
            assertThat(wrong.untilClosed()).anyMatch(line -> line.contains(" 464 "));
            assertThat(none.untilClosed()).anyMatch(line -> line.contains(" 464 "));
        }
    }

    // --- long answers

    /// Somebody asks for something long and does not read it; the others go on, and then it is all there.
    private static void othersGoOnWhile(Visitor asker, String question, Visitor other, String end, int lines) {
        asker.send(question);
        for (int i = 0; i < 50; i++) {
            other.send("PING :between" + i);
            other.await("PONG heddle.local :between" + i);
        }
        assertThat(asker.until(line -> line.contains(end))).hasSizeGreaterThanOrEqualTo(lines);
    }

    @Test
    void aListOfTwentyThousandChannelsIsNotFeltByOthers() {
        try (var site = open("[limits]\nchannels-per-user = 10000\n[history]\nenabled = false\n");
                var asker = Visitor.join(site.port(), "asker");
                var other = Visitor.join(site.port(), "other")) {
            List<Visitor> founders = new ArrayList<>();
            for (int f = 0; f < 2; f++) {
                var founder = Visitor.join(site.port(), "founder" + f);
                founders.add(founder);
                for (int from = 0; from < 10_000; from += 20) {
                    var names = new StringBuilder("JOIN ");
                    for (int i = 0; i < 20; i++) {
                        names.append(i == 0 ? "" : ",")
                                .append("#c")
                                .append(f)
                                .append('-')
                                .append(from + i);
                    }
                    founder.send(names.toString());
                    founder.await(" 366 founder" + f + " #c" + f + "-" + (from + 19) + " ");
                }
            }
            othersGoOnWhile(asker, "LIST", other, " 323 ", 20_000);
            founders.forEach(Visitor::close);
        }
    }

    @Test
    void whoOfEverybodyIsNotFeltByOthers() {
        try (var site = open("[history]\nenabled = false\n");
                var asker = Visitor.join(site.port(), "asker");
                var other = Visitor.join(site.port(), "other")) {
            List<Visitor> crowd = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                crowd.add(Visitor.connect(site.port()).send("NICK n" + i, "USER u 0 * :" + "x".repeat(100)));
            }
            crowd.forEach(one -> one.await(" 422 "));
            othersGoOnWhile(asker, "WHO *", other, " 315 ", 302);
            crowd.forEach(Visitor::close);
        }
    }

    @Test
    void tenThousandBansOfAChannelAreNotFelt() {
        try (var site = open("[limits]\nlist-modes = 10000\n[history]\nenabled = false\n");
                var op = Visitor.join(site.port(), "op");
                var other = Visitor.join(site.port(), "other")) {
            op.send("JOIN #weave");
            op.await(" 366 ");
            for (int from = 0; from < 10_000; from += 12) {
                var masks = new StringBuilder("MODE #weave +" + "b".repeat(12));
                for (int i = 0; i < 12; i++) {
                    masks.append(" *b").append(from + i).append("!*@*");
                }
                op.send(masks.toString());
            }
            op.await("*b9999!*@*");
            other.send("JOIN #weave", "PRIVMSG #weave :not banned");
            op.await(":not banned");
            try (var banned = Visitor.join(site.port(), "xb777").send("JOIN #weave")) {
                banned.await(" 474 xb777 #weave ");
            }
            othersGoOnWhile(op, "MODE #weave b", other, " 368 ", 10_000);
        }
    }
}
