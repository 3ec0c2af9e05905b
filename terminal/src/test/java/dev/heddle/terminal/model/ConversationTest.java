// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.terminal.model.Entry.Delivery;
import dev.heddle.terminal.model.Entry.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private final Conversation where = new Conversation(Conversation.Kind.CHANNEL, "#tea");

    private static Entry said(long time, String id) {
        return Entry.received(time, id, Kind.MESSAGE, "amy", "text " + id);
    }

    private List<String> ids() {
        return where.entries().stream()
                .map(entry -> entry.id().isEmpty() ? entry.nonce() : entry.id())
                .toList();
    }

    @Test
    void anEntryIsKeptOnce() {
        assertThat(where.add(said(1, "a"))).isTrue();
        assertThat(where.add(said(1, "a"))).isFalse();
        assertThat(where.addPage(List.of(said(1, "a"), said(2, "b")))).hasSize(1);
        assertThat(ids()).containsExactly("a", "b");
    }

    @Test
    void pagesGoWhereTheirTimesBelong() {
        where.add(said(10, "j"));
        where.add(said(20, "t"));
        where.addPage(List.of(said(5, "e"), said(15, "o"), said(20, "u"), said(25, "y")));

        assertThat(ids()).containsExactly("e", "j", "o", "t", "u", "y");
    }

    @Test
    void messagesOnTheirWayStayAtTheEnd() {
        where.add(Entry.outgoing(1, Kind.MESSAGE, "me", "hello", "n1"));
        where.add(said(2, "b"));
        where.addPage(List.of(said(3, "c")));
        assertThat(ids()).containsExactly("b", "c", "n1");

        assertThat(where.delivered("n1", Delivery.SENT))
                .isNotNull()
                .extracting(Entry::delivery)
                .isEqualTo(Delivery.SENT);
        assertThat(where.settle("n1")).isNotNull();
        assertThat(where.settle("n1")).isNull();
        assertThat(ids()).containsExactly("b", "c");
    }

    @Test
    void theOldestGoWhenThereAreTooManyAndThenNoMoreAreLoaded() {
        for (int i = 0; i <= Conversation.ENTRIES_MAX; i++) {
            where.add(said(i, "m" + i));
        }
        assertThat(where.entries()).hasSize(Conversation.ENTRIES_MAX);
        assertThat(where.entries().getFirst().id()).isEqualTo("m1");
        assertThat(where.isComplete()).isTrue();
        assertThat(where.addPage(List.of(said(-1, "older")))).isEmpty();
    }

    @Test
    void unreadAreCountedFromWhereTheUserHasRead() {
        var all = new ArrayList<Entry>();
        for (int i = 1; i <= 5; i++) {
            all.add(said(i, "m" + i).mentioning(i == 4));
        }
        all.add(said(6, "own").asOwn(""));
        all.add(Entry.received(7, "j", Kind.JOIN, "bob", ""));
        where.addPage(all).forEach(where::countUnread);
        assertThat(where.unread()).isEqualTo(5);
        assertThat(where.mentions()).isEqualTo(1);

        assertThat(where.readUpTo(3)).isTrue();
        assertThat(where.unread()).isEqualTo(2);
        assertThat(where.readUpTo(2)).isFalse();

        where.readAll();
        assertThat(where.unread()).isZero();
        assertThat(where.readMillis()).isEqualTo(6);
    }

    @Test
    void afterForgettingOnlyWhatIsOnItsWayIsLeft() {
        where.add(said(1, "a"));
        where.completed();
        where.add(Entry.outgoing(2, Kind.MESSAGE, "me", "hello", "n1"));
        where.forget();

        assertThat(ids()).containsExactly("n1");
        assertThat(where.isComplete()).isFalse();
        assertThat(where.add(said(1, "a"))).isTrue();
    }

    @Test
    void theOldestAndTheNewestAreThoseThatTheServerKnows() {
        assertThat(where.oldest()).isNull();
        where.add(Entry.told(0, Kind.INFO, "local"));
        where.add(said(1, "a"));
        where.add(said(2, "b"));
        where.add(Entry.told(3, Kind.INFO, "local"));

        assertThat(where.oldest()).isNotNull().extracting(Entry::id).isEqualTo("a");
        assertThat(where.newest()).isNotNull().extracting(Entry::id).isEqualTo("b");
    }

    @Test
    void membersBeyondTheLimitAreCounted() {
        for (int i = 0; i < Conversation.MEMBERS_MAX + 5; i++) {
            where.put("n" + i, new Member("n" + i, "", false));
        }
        assertThat(where.members()).hasSize(Conversation.MEMBERS_MAX);
        assertThat(where.memberCount()).isEqualTo(Conversation.MEMBERS_MAX + 5);
        where.joined(false);
        assertThat(where.memberCount()).isZero();
    }

    @Test
    void ranksAreKeptInTheServersOrder() {
        var member = new Member("amy", "+", false).ranked('@', true, "~&@%+");
        assertThat(member.ranks()).isEqualTo("@+");
        assertThat(member.rank()).isEqualTo("@");
        assertThat(member.ranked('@', false, "~&@%+").ranks()).isEqualTo("+");
    }
}
