// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class ScriptLineTest {
    private static ScriptLine parse(String text) throws ScriptError {
        return Objects.requireNonNull(ScriptLine.parse("a.script", 7, text));
    }

    @Test
    void wordsAndQuotedWordsAndTheRest() throws ScriptError {
        var line = parse("  say  \"#two words\"   and  the rest ");
        assertThat(line.verb()).isEqualTo("say");
        assertThat(line.word("a target")).isEqualTo("#two words");
        assertThat(line.rest("a text")).isEqualTo("and  the rest");
        assertThat(line.hasMore()).isFalse();
    }

    @Test
    void commentsAndEmptyLinesAreNothingButAChannelIsNoComment() throws ScriptError {
        assertThat(ScriptLine.parse("f", 1, "")).isNull();
        assertThat(ScriptLine.parse("f", 1, "  # comment")).isNull();
        assertThat(ScriptLine.parse("f", 1, "#!/usr/bin/env heddle")).isNull();
        assertThat(parse("join #tea").word("a channel")).isEqualTo("#tea");
    }

    @Test
    void passwordsAreNotShown() throws ScriptError {
        assertThat(parse("login amy secret").shown()).isEqualTo("login amy ***");
        assertThat(parse("try register amy secret me@example.org").shown()).isEqualTo("try register amy ***");
        assertThat(parse("say amy secret").shown()).isEqualTo("say amy secret");
    }

    @Test
    void mistakesNamePlaceVerbAndWhatItTakes() {
        assertThatThrownBy(() -> parse("jion #tea"))
                .hasMessageStartingWith("a.script:7: wanted a verb, got 'jion'; there are absent, ");
        assertThatThrownBy(() -> parse("join").word("a channel"))
                .hasMessage("a.script:7: join #CHANNEL [KEY]: wanted a channel, got the end of the line");
        assertThatThrownBy(() -> parse("sync now").end())
                .hasMessage("a.script:7: sync : wanted nothing more, got 'now'");
        assertThatThrownBy(() -> parse("say \"open").word("x")).hasMessageContaining("wanted a closing \"");
    }

    @Test
    void aLineMayBeTried() throws ScriptError {
        assertThat(parse("try join #x").mayFail()).isTrue();
        assertThat(parse("join #x").mayFail()).isFalse();
        assertThatThrownBy(() -> parse("try")).hasMessageContaining("wanted a verb, got ''");
    }
}
