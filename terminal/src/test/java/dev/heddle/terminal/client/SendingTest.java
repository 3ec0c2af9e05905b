// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import static dev.heddle.terminal.client.ScriptedServer.ALL_CAPABILITIES;
import static dev.heddle.terminal.client.ScriptedServer.tag;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Entry.Delivery;
import dev.heddle.terminal.model.Entry.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendingTest {
    private final ScriptedServer server = new ScriptedServer();
    private final Client client = server.client();

    @AfterEach
    void end() {
        server.end();
    }

    private Conversation find(String name) {
        return Objects.requireNonNull(client.model().find(name));
    }

    private Entry last(String name) {
        return find(name).entries().getLast();
    }

    private String echo(String sent, String id) {
        String body = sent.substring(sent.indexOf("PRIVMSG"));
        return "@msgid=" + id + ";time=2026-01-01T00:00:00.000Z;label=" + tag(sent, "label") + ";+heddle/nonce="
                + tag(sent, "+heddle/nonce") + " :amy!a@h " + body;
    }

    @Test
    void aMessageIsOnItsWayUntilItsEchoComes() {
        server.letsIn("amy", ALL_CAPABILITIES);
        assertThat(client.say("bob", Kind.MESSAGE, "hello")).isEmpty();
        String sent = server.heard("PRIVMSG bob :hello");
        assertThat(tag(sent, "+heddle/nonce")).hasSize(28);
        assertThat(last("bob").delivery()).isEqualTo(Delivery.SENT);
        assertThat(client.pending()).isEqualTo(1);

        server.says(echo(sent, "m1"));
        assertThat(find("bob").entries()).hasSize(1);
        assertThat(last("bob").delivery()).isEqualTo(Delivery.DONE);
        assertThat(last("bob").id()).isEqualTo("m1");
        assertThat(client.saidHere(last("bob"))).isTrue();
        assertThat(client.pending()).isZero();
    }

    @Test
    void aRefusedMessageIsMarkedWithTheServersReason() {
        server.letsIn("amy", ALL_CAPABILITIES);
        client.say("bob", Kind.MESSAGE, "hello");
        String label = tag(server.heard("PRIVMSG"), "label");
        server.says("@label=" + label + " :srv 401 amy bob :No such nick");

        var delivered = server.events(ClientEvent.Delivered.class).getLast();
        assertThat(delivered.entry().delivery()).isEqualTo(Delivery.FAILED);
        assertThat(delivered.why()).contains("nobody called bob");
        assertThat(client.pending()).isZero();
    }

    @Test
    void aMessageThatIsAnsweredWithoutAnEchoIsDone() {
        server.letsIn("amy", ALL_CAPABILITIES);
        client.say("NickServ", Kind.MESSAGE, "help");
        String label = tag(server.heard("PRIVMSG"), "label");
        server.says("@label=" + label + " :srv ACK");
        assertThat(last("NickServ").delivery()).isEqualTo(Delivery.DONE);
    }

    @Test
    void anAwayReplyBesideTheEchoIsShown() {
        server.letsIn("amy", ALL_CAPABILITIES);
        client.say("bob", Kind.MESSAGE, "hello");
        String sent = server.heard("PRIVMSG");
        server.says(
                "@label=" + tag(sent, "label") + " :srv BATCH +1 labeled-response",
                "@batch=1 :srv 301 amy bob :at lunch",
                "@batch=1;" + echo(sent, "m1").substring(1).replaceFirst("label=[^;]*;", ""),
                ":srv BATCH -1");
        assertThat(find("bob").entries())
                .extracting(Entry::text)
                .containsExactlyInAnyOrder("bob is away: at lunch", "hello");
        assertThat(find("bob").entries()).allMatch(entry -> entry.delivery() == Delivery.DONE);
    }

    @Test
    void withoutEchoAMessageIsDoneWhenItHasLeftAndNotManyLeaveAtOnce() {
        server.letsIn("amy", "server-time");
        for (int i = 0; i < 8; i++) {
            client.say("bob", Kind.MESSAGE, "m" + i);
        }
        assertThat(server.heard()).hasSize(Sender.BURST).first().isEqualTo("PRIVMSG bob :m0");
        assertThat(find("bob").entries().getFirst().delivery()).isEqualTo(Delivery.DONE);
        assertThat(last("bob").delivery()).isEqualTo(Delivery.WAITING);
        server.passes(2);
        assertThat(server.heard()).containsExactly("PRIVMSG bob :m5");
        server.passes(4);
        assertThat(server.heard()).containsExactly("PRIVMSG bob :m6", "PRIVMSG bob :m7");
    }

    @Test
    void withoutEchoARefusalMayComeAfterwards() {
        server.letsIn("amy", "server-time");
        client.say("bob", Kind.MESSAGE, "hello");
        server.says(":srv 401 amy bob :No such nick");
        assertThat(server.events(ClientEvent.Delivered.class).getLast().why()).contains("nobody called bob");
        assertThat(find("bob").entries())
                .filteredOn(Entry::own)
                .singleElement()
                .extracting(Entry::delivery)
                .isEqualTo(Delivery.FAILED);
        server.says(":srv 401 amy bob :No such nick"); // of something else
        assertThat(find("bob").entries())
                .filteredOn(entry -> entry.text().startsWith("not delivered"))
                .hasSize(1);
    }

    @Test
    void onlySomeAreUnderWayAtOnce() {
        server.letsIn("amy", ALL_CAPABILITIES);
        for (int i = 0; i < 20; i++) {
            client.say("bob", Kind.MESSAGE, "m" + i);
        }
        var sent = new ArrayList<>(
                server.heard().stream().filter(line -> line.contains("PRIVMSG")).toList());
        assertThat(sent).hasSize(Unconfirmed.IN_FLIGHT_MAX);
        for (int i = 0; i < 20; i++) {
            server.says(echo(sent.get(i), "m" + i));
            sent.addAll(server.heard());
        }
        assertThat(sent).hasSize(20);
        assertThat(find("bob").entries())
                .extracting(Entry::text)
                .startsWith("m0", "m1")
                .hasSize(20);
        assertThat(client.pending()).isZero();
    }

    @Test
    void whatIsSaidWithoutAConnectionLeavesWhenItIsBack() {
        server.letsIn("amy", ALL_CAPABILITIES);
        server.cuts("reset");
        assertThat(client.say("bob", Kind.MESSAGE, "later")).isEmpty();
        assertThat(last("bob").delivery()).isEqualTo(Delivery.WAITING);
        server.passes(2);
        server.welcomes("amy", ALL_CAPABILITIES);
        assertThat(last("bob").delivery()).isEqualTo(Delivery.SENT);
    }

    @Test
    void whatWasNotConfirmedIsLookedForAndNotSaidAgainWhenItIsThere() {
        server.letsIn("amy", ALL_CAPABILITIES);
        client.say("bob", Kind.MESSAGE, "arrived");
        client.say("bob", Kind.MESSAGE, "lost");
        String arrived = server.heard().stream()
                .filter(line -> line.contains(":arrived"))
                .findFirst()
                .orElseThrow();
        server.cuts("reset");
        server.passes(2);
        reconnect();
        String asked = server.heard("CHATHISTORY LATEST bob *");
        server.says(
                "@label=" + tag(asked, "label") + " :srv BATCH +h chathistory bob",
                "@batch=h;" + echo(arrived, "m1").substring(1).replaceFirst("label=[^;]*;", ""),
                ":srv BATCH -h");

        assertThat(server.heard())
                .filteredOn(line -> line.contains("PRIVMSG"))
                .singleElement()
                .asString()
                .contains(":lost");
        assertThat(find("bob").entries()).extracting(Entry::text).containsExactly("arrived", "lost");
    }

    @Test
    void whereNobodyCanKnowItIsToldAndNotSaidAgain() {
        server.letsIn("amy", "echo-message message-tags");
        client.say("bob", Kind.MESSAGE, "perhaps");
        server.cuts("reset");
        server.passes(2);
        server.welcomes("amy", "echo-message message-tags");
        assertThat(server.heard()).noneMatch(line -> line.contains("PRIVMSG"));
        assertThat(server.events(ClientEvent.Delivered.class).getLast().why()).contains("may have arrived");
    }

    @Test
    void aServerThatKnowsNoncesIsSentItAgainUnderTheSameOne() {
        String features = ":srv 005 amy HEDDLE/NONCE :are supported";
        server.letsIn("amy", "echo-message message-tags");
        server.says(features);
        client.say("bob", Kind.MESSAGE, "again");
        String nonce = tag(server.heard("PRIVMSG"), "+heddle/nonce");
        server.cuts("reset");
        server.passes(2);
        server.client().model().features();
        server.accepts();
        server.says(":srv CAP * LS :echo-message message-tags");
        server.says(":srv CAP * ACK :echo-message message-tags", ":srv 001 amy :hi", features, ":srv 422 amy :none");
        assertThat(tag(server.heard("PRIVMSG bob :again"), "+heddle/nonce")).isEqualTo(nonce);
    }

    @Test
    void aMessageThatIsNeverConfirmedIsGivenUp() {
        server.letsIn("amy", ALL_CAPABILITIES);
        client.say("bob", Kind.MESSAGE, "hello");
        for (int i = 0; i < 40; i++) {
            server.passes(1);
            server.says(":srv PING :x");
        }
        assertThat(server.events(ClientEvent.Delivered.class).getLast().why())
                .contains("not confirmed it within 30 seconds");
    }

    @Test
    void aLongTextIsCutToWhatTheServerPassesOn() {
        server.letsIn("amy", "");
        server.says(":amy!~amy@a.very.long.host.example.org JOIN #tea");
        server.heard();
        client.say("#tea", Kind.MESSAGE, "word ".repeat(300).strip());
        var seenByOthers = server.heard().stream()
                .map(line -> ":amy!~amy@a.very.long.host.example.org " + line + "\r\n")
                .toList();
        assertThat(seenByOthers).hasSize(4).allMatch(line -> line.length() <= 512);
        assertThat(seenByOthers.getFirst().length()).isGreaterThan(500);
    }

    @Test
    void moreThanTheLimitIsNotTaken() {
        server.letsIn("amy", ALL_CAPABILITIES);
        server.cuts("reset");
        for (int i = 0; i < Unconfirmed.MESSAGES_MAX; i++) {
            assertThat(client.say("bob", Kind.MESSAGE, "m" + i)).isEmpty();
        }
        assertThat(client.say("bob", Kind.MESSAGE, "one more")).contains("500 messages are not confirmed yet");
    }

    @Test
    void whatCannotBeSaidIsToldAtOnce() {
        assertThat(client.say("bob", Kind.MESSAGE, "x")).isEqualTo("there is no connection");
        server.letsIn("amy", ALL_CAPABILITIES);
        for (String target : List.of("", "a b", ":a", "a,b")) {
            assertThat(client.say(target, Kind.MESSAGE, "x")).contains("is no channel and no name");
        }
        assertThat(client.say("bob", Kind.MESSAGE, "")).isEqualTo("there is nothing to say");
        assertThat(client.raw("JOIN #a\r\nQUIT")).isEmpty();
        assertThat(server.heard()).containsExactly("JOIN #a  QUIT");
    }

    @Test
    void whatAnotherClientOfTheSameUserSaidIsOwnAndNotSaidHere() {
        server.letsIn("amy", ALL_CAPABILITIES);
        server.says("@msgid=x1;+heddle/nonce=feedfacefeedfacefeedfacefeed :amy!a@h PRIVMSG bob :from my telephone");
        assertThat(last("bob").own()).isTrue();
        assertThat(client.saidHere(last("bob"))).isFalse();
        assertThat(find("bob").unread()).isZero();
    }

    private void reconnect() {
        server.accepts();
        server.says(":srv CAP * LS :" + ALL_CAPABILITIES);
        for (String line : server.heard()) {
            if (line.startsWith("CAP REQ")) {
                server.says(":srv CAP * ACK " + line.substring("CAP REQ ".length()));
            }
        }
        server.says(":srv 001 amy :hi", ":srv 422 amy :none");
    }
}
