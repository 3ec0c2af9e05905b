// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.terminal.model.Entry.Kind;
import org.junit.jupiter.api.Test;

class ModelTest {
    private final Model model = new Model();

    @Test
    void namesAreFoundHoweverTheyAreWritten() {
        var where = model.open("#Tea[1]");
        assertThat(model.find("#tea{1}")).isSameAs(where);
        assertThat(model.open("#TEA[1]")).isSameAs(where);
        assertThat(model.find("*")).isSameAs(model.server());
        assertThat(model.find("#other")).isNull();
    }

    @Test
    void aNameThatIsAWordOfTheTextIsAMention() {
        model.nick("amy");
        assertThat(model.mentionsMe("Amy: hello")).isTrue();
        assertThat(model.mentionsMe("hello, AMY!")).isTrue();
        assertThat(model.mentionsMe("amyl and infamy")).isFalse();
        model.nick("[x]");
        assertThat(model.mentionsMe("look, [x] is here")).isTrue();
        assertThat(model.mentionsMe("amy")).isFalse();
    }

    @Test
    void aPeerWithANewNickKeepsTheConversationAndItsPlace() {
        var first = model.open("bob");
        var second = model.open("carl");
        model.renamed("bob", "robert");
        assertThat(model.find("robert")).isSameAs(first);
        assertThat(model.find("bob")).isNull();
        assertThat(first.name()).isEqualTo("robert");
        assertThat(model.conversations()).containsExactly(first, second);

        model.renamed("robert", "carl");
        assertThat(model.find("carl")).isSameAs(second);
        assertThat(model.find("robert")).isSameAs(first);
    }

    @Test
    void mutesHideSpeechOfAChannelAndEverythingOfAPerson() {
        var channel = model.open("#tea");
        var peer = model.open("bob");
        var said = Entry.received(1, "a", Kind.MESSAGE, "bob", "hi");
        var joined = Entry.received(1, "b", Kind.JOIN, "bob", "");

        assertThat(model.mute("#Tea", true)).isTrue();
        assertThat(model.mute("#tea", true)).isFalse();
        assertThat(model.isHidden(channel, said)).isTrue();
        assertThat(model.isHidden(channel, joined)).isFalse();
        assertThat(model.isHidden(channel, said.asOwn(""))).isFalse();
        assertThat(model.isHidden(peer, said)).isFalse();

        model.mute("BOB", true);
        assertThat(model.isHidden(channel, joined)).isTrue();
        assertThat(model.isHidden(peer, said)).isTrue();
        assertThat(model.mute("bob", false)).isTrue();
        assertThat(model.mutes()).containsExactly("#tea");
    }

    @Test
    void tooManyPrivateConversationsPushOutTheOldestReadOne() {
        var unread = model.open("p0");
        unread.countUnread(Entry.received(1, "a", Kind.MESSAGE, "p0", "hi"));
        for (int i = 1; i < Model.CONVERSATIONS_MAX; i++) {
            model.open("p" + i);
        }
        model.open("one-more");

        assertThat(model.conversations()).hasSize(Model.CONVERSATIONS_MAX);
        assertThat(model.find("p0")).isSameAs(unread);
        assertThat(model.find("p1")).isNull();
    }

    @Test
    void whatIsWatchedIsRead() {
        var where = model.open("#tea");
        where.add(Entry.received(5, "a", Kind.MESSAGE, "bob", "hi"));
        where.countUnread(where.entries().getFirst());
        model.watch(where);
        assertThat(where.unread()).isZero();
        assertThat(where.readMillis()).isEqualTo(5);
        model.close(where);
        assertThat(model.watched()).isNull();
    }
}
