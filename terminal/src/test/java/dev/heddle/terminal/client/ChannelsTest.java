// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import static dev.heddle.terminal.client.ScriptedServer.ALL_CAPABILITIES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Conversation.Presence;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Entry.Kind;
import dev.heddle.terminal.model.Member;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChannelsTest {
    private final ScriptedServer server = new ScriptedServer();
    private final Client client = server.client();

    @BeforeEach
    void comeIn() {
        server.letsIn("amy", ALL_CAPABILITIES);
        server.says(
                ":amy!~a@h JOIN #tea amy :Amy",
                ":srv 332 amy #tea :about tea",
                ":srv 353 amy = #tea :@bob +carl amy",
                ":srv 353 amy = #tea :dora!d@h",
                ":srv 366 amy #tea :end");
        server.heard();
    }

    @AfterEach
    void end() {
        server.end();
    }

    private Conversation tea() {
        return Objects.requireNonNull(client.model().find("#tea"));
    }

    private List<String> members() {
        return tea().members().stream()
                .map(member -> member.rank() + member.nick() + (member.away() ? " away" : ""))
                .sorted()
                .toList();
    }

    @Test
    void joiningKnowsTopicAndMembersAndReadsWhatWasSaid() {
        assertThat(tea().isJoined()).isTrue();
        assertThat(tea().topic()).isEqualTo("about tea");
        assertThat(members()).containsExactly("+carl", "@bob", "amy", "dora");
        assertThat(server.events(ClientEvent.NamesKnown.class)).hasSize(1);
    }

    @Test
    void theMembersFollowWhoComesAndGoes() {
        server.says(
                ":eve!e@h JOIN #tea * :Eve",
                ":bob!b@h MODE #tea +ov-o eve dora bob",
                ":carl!c@h PART #tea :bye",
                ":dora!d@h NICK dorothy",
                ":eve!e@h AWAY :lunch");
        assertThat(members()).containsExactly("+dorothy", "@eve away", "amy", "bob");
        server.says(":eve!e@h AWAY", ":bob!b@h QUIT :gone", ":eve!e@h KICK #tea dorothy :no");
        assertThat(members()).containsExactly("@eve", "amy");
        assertThat(tea().entries())
                .extracting(Entry::kind)
                .endsWith(Kind.JOIN, Kind.MODE, Kind.PART, Kind.NICK, Kind.QUIT, Kind.KICK);
    }

    @Test
    void namesThatAreListedAnewReplaceTheOldOnes() {
        server.says(":srv 353 amy = #tea :zoe", ":srv 366 amy #tea :end");
        assertThat(members()).containsExactly("zoe");
    }

    @Test
    void whoIsRemovedIsNotInTheChannelAnyMoreButMayReadIt() {
        server.says(":bob!b@h KICK #tea amy :out");
        assertThat(tea().isJoined()).isFalse();
        assertThat(tea().members()).isEmpty();
        assertThat(client.model().joined()).isEmpty();
    }

    @Test
    void messagesAreCountedAsUnreadUntilTheyAreLookedAt() {
        server.says(
                "@msgid=1;time=2026-01-01T00:00:00.001Z :bob!b@h PRIVMSG #tea :hello",
                "@msgid=2;time=2026-01-01T00:00:00.002Z :bob!b@h PRIVMSG #tea :Amy, are you there?",
                "@msgid=3;time=2026-01-01T00:00:00.003Z :bob!b@h PRIVMSG @#tea :to the operators");
        assertThat(tea().unread()).isEqualTo(3);
        assertThat(tea().mentions()).isEqualTo(1);
        client.watch(tea());
        assertThat(tea().unread()).isZero();
        server.passes(2);
        assertThat(server.heard("MARKREAD")).isEqualTo("MARKREAD #tea timestamp=2026-01-01T00:00:00.003Z");
        server.passes(10);
        assertThat(server.heard()).noneMatch(line -> line.startsWith("MARKREAD"));
    }

    @Test
    void whatWasReadElsewhereIsRead() {
        server.says("@msgid=1;time=2026-01-01T00:00:00.001Z :bob!b@h PRIVMSG #tea :hello");
        server.says(":srv MARKREAD #tea timestamp=2026-01-01T00:00:00.001Z");
        assertThat(tea().unread()).isZero();
        server.says(":srv MARKREAD #tea *", ":srv MARKREAD #tea timestamp=nonsense");
        assertThat(tea().readMillis()).isPositive();
    }

    @Test
    void mutedMessagesAreNotCounted() {
        client.mute("#tea", true);
        server.says("@msgid=1 :bob!b@h PRIVMSG #tea :hello");
        assertThat(tea().unread()).isZero();
    }

    @Test
    void aPrivateMessageOpensAConversationAndANoticeDoesNot() {
        server.says(":bob!b@h PRIVMSG amy :psst", ":carl!c@h NOTICE amy :beep", ":srv NOTICE amy :maintenance");
        assertThat(client.model().find("bob")).isNotNull();
        assertThat(client.model().find("carl")).isNull();
        assertThat(client.model().server().entries()).extracting(Entry::text).contains("beep", "maintenance");
        assertThat(server.events(ClientEvent.Opened.class))
                .extracting(event -> event.where().name())
                .contains("bob");
    }

    @Test
    void thePeersOfPrivateConversationsAreWatched() {
        client.talkTo("bob");
        assertThat(server.heard()).contains("MONITOR + bob");
        server.says(":srv 730 amy :bob!b@h,other");
        assertThat(Objects.requireNonNull(client.model().find("bob")).presence())
                .isEqualTo(Presence.ONLINE);
        server.says(":srv 731 amy :bob");
        assertThat(Objects.requireNonNull(client.model().find("bob")).presence())
                .isEqualTo(Presence.OFFLINE);
    }

    @Test
    void anErrorIsShownWhereItBelongsOrWhereTheUserLooks() {
        client.watch(tea());
        server.says(":srv 482 amy #tea :You're not channel operator", ":srv 473 amy #closed :Cannot join");
        assertThat(tea().entries())
                .extracting(Entry::text)
                .endsWith("you are no operator of #tea", "#closed takes only those who are invited");
    }

    @Test
    void aRequestOfAProgramIsNotAnswered() {
        server.says(":bob!b@h PRIVMSG amy :\u0001VERSION\u0001");
        assertThat(server.heard()).isEmpty();
        assertThat(client.model().server().entries().getLast().text())
                .contains("bob")
                .contains("not answered");
        server.says(":bob!b@h PRIVMSG #tea :\u0001ACTION waves\u0001");
        assertThat(tea().entries().getLast())
                .matches(entry -> entry.kind() == Kind.ACTION && entry.text().equals("waves"));
    }

    @Test
    void afterALostConnectionTheSameChannelsAreEnteredAgain() {
        client.join("#key", "secret");
        server.heard();
        server.cuts("reset");
        assertThat(tea().isJoined()).isFalse();
        server.passes(2);
        server.accepts();
        server.says(":srv CAP * LS :", ":srv 001 amy :hi", ":srv 422 amy :none");
        assertThat(server.heard()).contains("JOIN #key secret", "JOIN #tea");
    }

    @Test
    void aChannelThatWasLeftIsNotEnteredAgain() {
        client.part("#tea", "");
        server.says(":amy!a@h PART #tea");
        server.cuts("reset");
        server.passes(2);
        server.accepts();
        server.says(":srv CAP * LS :", ":srv 001 amy :hi", ":srv 422 amy :none");
        assertThat(server.heard()).noneMatch(line -> line.startsWith("JOIN"));
    }

    @Test
    void aMessageThatIsTakenBackIsGone() {
        server.says(
                "@msgid=1 :bob!b@h PRIVMSG #tea :oh dear",
                "@msgid=2 :bob!b@h PRIVMSG amy :in private",
                ":bob!b@h REDACT #tea 1 :wrong window",
                ":bob!b@h REDACT amy 2",
                ":bob!b@h REDACT #tea unknown",
                ":bob!b@h REDACT #nowhere 1");
        assertThat(tea().entries().getLast())
                .matches(entry -> entry.kind() == Kind.REMOVED && entry.text().equals("bob (wrong window)"));
        assertThat(tea().unread()).isZero();
        assertThat(Objects.requireNonNull(client.model().find("bob"))
                        .entries()
                        .getLast()
                        .kind())
                .isEqualTo(Kind.REMOVED);
    }

    @Test
    void anotherNickOfThisUserIsKnown() {
        server.says(":amy!a@h NICK amelia");
        assertThat(client.model().nick()).isEqualTo("amelia");
        assertThat(tea().members()).extracting(Member::nick).contains("amelia").doesNotContain("amy");
    }

    @Test
    void whatCannotBeAChannelIsTold() {
        assertThat(client.join("tea", "")).contains("'tea' is no channel: wanted a name that begins with #");
        assertThat(client.join("#a,b", "")).contains("is no channel");
        assertThat(client.join("#a", "two words")).contains("cannot be a key");
    }
}
