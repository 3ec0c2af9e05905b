// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import static dev.heddle.terminal.client.ScriptedServer.ALL_CAPABILITIES;
import static dev.heddle.terminal.client.ScriptedServer.tag;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final ScriptedServer server = new ScriptedServer();
    private final Client client = server.client();
    private final List<String> ends = new ArrayList<>();

    @AfterEach
    void end() {
        server.end();
    }

    private Conversation tea() {
        return Objects.requireNonNull(client.model().find("#tea"));
    }

    private List<String> texts() {
        return tea().entries().stream()
                .filter(entry -> entry.kind().isSpeech())
                .map(Entry::text)
                .toList();
    }

    /** What was said of all that the client told as added. */
    private List<String> added() {
        return server.events(ClientEvent.Added.class).stream()
                .filter(event -> event.entry().kind().isSpeech())
                .map(event -> event.entry().text())
                .toList();
    }

    private void join() {
        server.letsIn("amy", ALL_CAPABILITIES);
        server.says(":amy!a@h JOIN #tea * :Amy");
    }

    private void page(String asked, int from, int count) {
        server.says("@label=" + tag(asked, "label") + " :srv BATCH +p chathistory #tea");
        for (int i = from; i < from + count; i++) {
            server.says("@batch=p;msgid=m%d;time=2026-01-01T00:%02d:%02d.000Z :bob!b@h PRIVMSG #tea :%d"
                    .formatted(i, i / 60, i % 60, i));
        }
        server.says(":srv BATCH -p");
    }

    @Test
    void joiningLoadsTheNewestPageAndScrollingTheOnesBefore() {
        join();
        String asked = server.heard("CHATHISTORY");
        assertThat(asked).endsWith("CHATHISTORY LATEST #tea * 100");
        page(asked, 200, 100);
        assertThat(tea().unread()).isEqualTo(100);
        assertThat(tea().isComplete()).isFalse();

        client.older(tea(), ends::add);
        client.older(tea(), ends::add); // one at a time
        asked = server.heard("CHATHISTORY");
        assertThat(asked).endsWith("CHATHISTORY BEFORE #tea msgid=m200 100");
        page(asked, 150, 50);
        assertThat(texts()).hasSize(150).startsWith("150", "151").endsWith("299");
        assertThat(tea().isComplete()).isTrue();
        assertThat(ends).containsExactly("", "");
        client.older(tea(), ends::add);
        assertThat(server.heard()).noneMatch(line -> line.contains("CHATHISTORY"));
    }

    @Test
    void whatWasMissedIsLoadedAfterALostConnection() {
        join();
        page(server.heard("CHATHISTORY"), 0, 5);
        comeBack();
        String asked = server.heard("CHATHISTORY LATEST #tea");
        assertThat(asked).endsWith("CHATHISTORY LATEST #tea msgid=m4 100");
        page(asked, 5, 3);
        assertThat(texts()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
    }

    @Test
    void whatWasMissedIsToldAsAddedAndTheFirstPageIsNot() {
        join();
        page(server.heard("CHATHISTORY"), 0, 5);
        assertThat(added()).isEmpty();
        comeBack();
        page(server.heard("CHATHISTORY LATEST #tea"), 5, 3);
        assertThat(added()).containsExactly("5", "6", "7");
    }

    @Test
    void whenMoreWasMissedThanAPageHoldsTheConversationBeginsAnewWithoutAGap() {
        join();
        page(server.heard("CHATHISTORY"), 0, 5);
        comeBack();
        page(server.heard("CHATHISTORY LATEST #tea"), 300, 100);
        assertThat(texts()).hasSize(100).startsWith("300").endsWith("399");
        assertThat(tea().isComplete()).isFalse();
        client.older(tea(), ends::add);
        assertThat(server.heard("CHATHISTORY")).endsWith("BEFORE #tea msgid=m300 100");
    }

    @Test
    void aRefusalIsTold() {
        join();
        String asked = server.heard("CHATHISTORY");
        server.says("@label=" + tag(asked, "label") + " :srv FAIL CHATHISTORY INVALID_TARGET LATEST #tea :no");
        client.older(tea(), ends::add);
        asked = server.heard("CHATHISTORY");
        server.says("@label=" + tag(asked, "label") + " :srv FAIL CHATHISTORY MESSAGE_ERROR LATEST #tea :try later");
        assertThat(ends).containsExactly("try later");
        assertThat(tea().isLoading()).isFalse();
    }

    @Test
    void aServerWithoutAHistoryIsNotAsked() {
        server.letsIn("amy", "batch");
        server.says(":amy!a@h JOIN #tea");
        assertThat(server.heard()).noneMatch(line -> line.contains("CHATHISTORY"));
        client.older(tea(), ends::add);
        assertThat(ends).containsExactly("this server keeps no history");
        assertThat(client.hasHistory()).isFalse();
    }

    @Test
    void privateConversationsOfTheLastWeeksAreFoundAtTheStart() {
        client.open(ScriptedServer.ADDRESS, new Login.Account("amy", "amy", "secret"));
        server.accepts();
        String capabilities = ALL_CAPABILITIES.replace(",SCRAM-SHA-256", "");
        server.says(":srv CAP * LS :" + capabilities);
        for (String line : server.heard()) {
            if (line.startsWith("CAP REQ")) {
                server.says(":srv CAP * ACK " + line.substring("CAP REQ ".length()));
            }
        }
        server.says(
                "AUTHENTICATE +",
                ":srv 900 amy amy!a@h amy :in",
                ":srv 903 amy :ok",
                ":srv 001 amy :hi",
                ":srv 422 amy :no");
        String asked = server.heard("CHATHISTORY TARGETS");
        assertThat(asked).contains("timestamp=2023-11-15T").contains("timestamp=2023-10-15T");
        server.says(
                "@label=" + tag(asked, "label") + " :srv BATCH +t draft/chathistory-targets",
                "@batch=t :srv CHATHISTORY TARGETS bob 2023-11-14T00:00:00.000Z",
                "@batch=t :srv CHATHISTORY TARGETS #tea 2023-11-14T00:00:00.000Z",
                ":srv BATCH -t");
        var heard = server.heard();
        assertThat(heard)
                .anyMatch(line -> line.endsWith("CHATHISTORY LATEST bob * 100"))
                .contains("MARKREAD bob");
        assertThat(client.model().find("bob")).isNotNull();
        assertThat(client.model().find("#tea")).isNull();
    }

    @Test
    void aPageThatNobodyAskedForChangesNothing() {
        join();
        server.heard();
        server.says(":srv BATCH +z chathistory #tea", "@batch=z;msgid=q :bob!b@h PRIVMSG #tea :old", ":srv BATCH -z");
        assertThat(texts()).isEmpty();
    }

    private void comeBack() {
        server.cuts("reset");
        server.passes(2);
        server.welcomes("amy", ALL_CAPABILITIES);
        server.says("@msgid=again :amy!a@h JOIN #tea * :Amy");
    }
}
