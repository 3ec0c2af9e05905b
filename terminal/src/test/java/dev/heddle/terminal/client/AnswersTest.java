// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import static dev.heddle.terminal.client.ScriptedServer.ALL_CAPABILITIES;
import static dev.heddle.terminal.client.ScriptedServer.tag;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.terminal.wire.IrcLine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final ScriptedServer server = new ScriptedServer();
    private final Client client = server.client();
    private final List<Answer> answers = new ArrayList<>();

    @AfterEach
    void end() {
        server.end();
    }

    @Test
    void aLabelledAnswerIsFoundWhateverIsInBetween() {
        server.letsIn("amy", ALL_CAPABILITIES);
        client.whoIsOnline(answers::add);
        client.whoIsOnline(answers::add);
        var asked = server.heard();
        String second = tag(asked.getLast(), "label");
        server.says(
                "@label=" + second + " :srv BATCH +b labeled-response",
                "@batch=b :srv 352 amy * u h srv bob H :0 Bob",
                ":x!x@h PRIVMSG amy :in between",
                "@batch=b :srv 315 amy * :end",
                ":srv BATCH -b");
        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.isGiven()).isTrue();
            assertThat(answer.lines()).extracting(IrcLine::command).containsExactly("352", "315");
        });
    }

    @Test
    void withoutLabelsTheFirstAskedIsTheFirstAnswered() {
        server.letsIn("amy", "");
        client.listChannels(answers::add);
        client.listChannels(answers::add);
        server.says(":srv 322 amy #tea 2 :t", ":srv 323 amy :end", ":srv 322 amy #wine 3 :w", ":srv 323 amy :end");
        assertThat(answers)
                .extracting(answer -> answer.lines().getFirst().param(1))
                .containsExactly("#tea", "#wine");
        assertThat(client.model().server().entries())
                .noneMatch(entry -> entry.text().contains("#tea"));
    }

    @Test
    void aRefusalIsTheAnswer() {
        server.letsIn("amy", ALL_CAPABILITIES);
        client.whoIs("nobody", answers::add);
        server.says("@label=" + tag(server.heard("WHOIS"), "label") + " :srv 401 amy nobody :No such nick");
        assertThat(answers.getFirst().refusal()).contains("nobody called nobody");
    }

    @Test
    void nobodyWaitsForEver() {
        server.letsIn("amy", ALL_CAPABILITIES);
        client.sync(answers::add);
        for (int i = 0; i < 40; i++) {
            server.passes(1);
            server.says(":srv PING :x");
        }
        assertThat(answers.getFirst().refusal()).contains("not answered within 30 seconds");

        client.sync(answers::add);
        server.cuts("reset");
        assertThat(answers.getLast().refusal()).isEqualTo("the connection was lost");
        client.sync(answers::add);
        assertThat(answers.getLast().refusal()).isEqualTo("there is no connection");
    }

    @Test
    void tooManyQuestionsAreRefused() {
        server.letsIn("amy", ALL_CAPABILITIES);
        for (int i = 0; i <= Questions.WAITING_MAX; i++) {
            client.sync(answers::add);
        }
        assertThat(answers)
                .singleElement()
                .satisfies(answer -> assertThat(answer.refusal()).contains("64 questions"));
    }

    @Test
    void linesOfABatchThatNobodyKnowsAreTakenAsTheyAre() {
        server.letsIn("amy", ALL_CAPABILITIES);
        server.says(":srv BATCH +n netsplit a b", "@batch=n :bob!b@h PRIVMSG amy :hello", ":srv BATCH -n");
        assertThat(client.model().find("bob")).isNotNull();
        server.says("@batch=unknown :carl!c@h PRIVMSG amy :hello");
        assertThat(client.model().find("carl")).isNotNull();
        server.says(":srv BATCH", ":srv BATCH +", ":srv BATCH -never");
    }

    @Test
    void theLimitsOfBatchesHold() {
        server.letsIn("amy", ALL_CAPABILITIES);
        for (int i = 0; i < Batches.OPEN_MAX; i++) {
            server.says(":srv BATCH +b" + i + " x");
        }
        server.says(":srv BATCH +more x", "@batch=more :bob!b@h PRIVMSG amy :at once");
        assertThat(client.model().find("bob")).isNotNull();
        for (int i = 0; i < Batches.LINES_MAX + 10; i++) {
            server.says("@batch=b0 :carl!c@h PRIVMSG amy :m");
        }
        server.says(":srv BATCH -b0");
        assertThat(client.model().find("carl"))
                .isNotNull()
                .satisfies(where -> assertThat(where.entries()).hasSize(Batches.LINES_MAX));
    }
}
