// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Tags;
import dev.heddle.chat.store.Query.Bound.AtMessage;
import dev.heddle.chat.store.Query.Bound.AtTime;
import dev.heddle.chat.store.Query.Span;
import dev.heddle.runtime.queue.Offer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What every store must do: the records, and here the history, its retention, the order and the end.
public abstract class StoreContract extends StoreRecordsContract {
    private static final Place BOB_ALICE = Place.conversation("bob", "alice");
    private static final Place ALICE_BOB = Place.conversation("alice", "bob");

    private void post(Place place, EntryKind kind, String text) {
        append(new StoreEvent.Posted(entry(sequence + 1, kind, "alice", text), List.of(place), null));
    }

    private static AtMessage at(long sequence) {
        return new AtMessage(new MessageId(sequence, sequence * 31));
    }

    private static AtTime atSecond(long second) {
        return new AtTime(second * 1_000);
    }

    private void postNumbers(int count) {
        for (var i = 1; i <= count; i++) {
            post(LOOM, Integer.toString(i));
        }
    }

    @Test
    void anEmptyStoreKnowsNothing() {
        assertThat(store.snapshot())
                .isEqualTo(new Snapshot(Casemapping.ASCII, true, 0, 0, List.of(), List.of(), Map.of()));
        assertThat(texts(LOOM, new Span.Latest(), 10)).isEmpty();
        assertThat(get(new Query.AccountNamed("alice"))).isEmpty();
        assertThat(store.isSettled()).isTrue();
    }

    @Test
    void anEntryComesBackWithEveryField() {
        var text = "Ünï© \u0001ACTION '); DROP TABLE entry; --\u0001";
        var full = new HistoryEntry(
                new MessageId(1, -5),
                1_700_000_000_123L,
                EntryKind.NOTICE,
                "Alice!u@host",
                "Alice",
                "#Loom",
                Tags.of("+draft/reply", "a;b c\\d", "+x", ""),
                text,
                true);
        append(new StoreEvent.Posted(full, List.of(LOOM), null));
        assertThat(get(new Query.History(LOOM, new Span.Latest(), 0, false, 5)).entries())
                .containsExactly(full);
    }

    @Test
    void latestAnswersTheNewestOldestFirst() {
        postNumbers(10);
        assertThat(texts(LOOM, new Span.Latest(), 3)).containsExactly("8", "9", "10");
        assertThat(texts(LOOM, new Span.LatestAfter(at(8)), 5)).containsExactly("9", "10");
        assertThat(texts(LOOM, new Span.LatestAfter(atSecond(5)), 2)).containsExactly("9", "10");
    }

    @Test
    void beforeAndAfterExcludeTheirBound() {
        postNumbers(10);
        assertThat(texts(LOOM, new Span.Before(at(4)), 2)).containsExactly("2", "3");
        assertThat(texts(LOOM, new Span.Before(atSecond(4)), 2)).containsExactly("2", "3");
        assertThat(texts(LOOM, new Span.After(at(4)), 2)).containsExactly("5", "6");
        assertThat(texts(LOOM, new Span.After(atSecond(4)), 2)).containsExactly("5", "6");
        assertThat(texts(LOOM, new Span.After(at(10)), 2)).isEmpty();
        assertThat(texts(LOOM, new Span.After(atSecond(99)), 2)).isEmpty();
        assertThat(texts(LOOM, new Span.Before(atSecond(99)), 2)).containsExactly("9", "10");
        assertThat(texts(LOOM, new Span.Before(at(1)), 2)).isEmpty();
    }

    @Test
    void aroundHasItsMessageInTheMiddle() {
        postNumbers(10);
        assertThat(texts(LOOM, new Span.Around(at(5)), 3)).containsExactly("4", "5", "6");
        assertThat(texts(LOOM, new Span.Around(at(5)), 1)).containsExactly("5");
        assertThat(texts(LOOM, new Span.Around(atSecond(5)), 5)).containsExactly("3", "4", "5", "6", "7");
        assertThat(texts(LOOM, new Span.Around(atSecond(99)), 4)).containsExactly("9", "10");
    }

    @Test
    void betweenGoesFromItsFirstBoundTowardsTheSecond() {
        postNumbers(10);
        assertThat(texts(LOOM, new Span.Between(at(2), at(6)), 10)).containsExactly("3", "4", "5");
        assertThat(texts(LOOM, new Span.Between(at(2), at(6)), 2)).containsExactly("3", "4");
        assertThat(texts(LOOM, new Span.Between(at(6), at(2)), 2)).containsExactly("4", "5");
        assertThat(texts(LOOM, new Span.Between(atSecond(6), atSecond(2)), 2)).containsExactly("4", "5");
        assertThat(texts(LOOM, new Span.Between(at(2), atSecond(6)), 10)).containsExactly("3", "4", "5");
        assertThat(texts(LOOM, new Span.Between(atSecond(6), at(2)), 10)).containsExactly("3", "4", "5");
        assertThat(texts(LOOM, new Span.Between(at(2), at(2)), 10)).isEmpty();
    }

    @Test
    void aMessageThatIsGoneStillMarksItsPlace() {
        postNumbers(10);
        append(new StoreEvent.HistoryPurged(LOOM, 5));
        assertThat(texts(LOOM, new Span.After(at(3)), 2)).containsExactly("6", "7");
        assertThat(texts(LOOM, new Span.Before(at(5)), 2)).isEmpty();
    }

    @Test
    void gapsInTheOrderDoNotMatter() {
        for (var i = 1; i <= 50; i++) {
            post(i % 7 == 0 ? LOOM : Place.channel("#other"), Integer.toString(i));
        }
        assertThat(texts(LOOM, new Span.After(atSecond(20)), 3)).containsExactly("21", "28", "35");
        assertThat(texts(LOOM, new Span.Before(atSecond(22)), 2)).containsExactly("14", "21");
        assertThat(texts(LOOM, new Span.Before(at(21)), 1)).containsExactly("14");
    }

    @Test
    void messagesOfOneInstantStayTogether() {
        for (var i = 1; i <= 6; i++) {
            var e = entry(sequence + 1, EntryKind.PRIVMSG, null, Integer.toString(i));
            var time = i <= 3 ? 1_000 : 2_000;
            append(new StoreEvent.Posted(
                    new HistoryEntry(
                            e.id(), time, e.kind(), e.source(), e.account(), e.target(), e.tags(), e.text(), false),
                    List.of(LOOM),
                    null));
        }
        assertThat(texts(LOOM, new Span.Before(new AtTime(2_000)), 9)).containsExactly("1", "2", "3");
        assertThat(texts(LOOM, new Span.After(new AtTime(1_000)), 9)).containsExactly("4", "5", "6");
    }

    @Test
    void eventsAreSeenOnlyByThoseWhoWantThem() {
        post(LOOM, EntryKind.JOIN, "");
        post(LOOM, EntryKind.PRIVMSG, "one");
        post(LOOM, EntryKind.TOPIC, "new topic");
        post(LOOM, EntryKind.TAGMSG, "");
        assertThat(get(new Query.History(LOOM, new Span.Latest(), 0, false, 9)).entries())
                .extracting(HistoryEntry::kind)
                .containsExactly(EntryKind.PRIVMSG, EntryKind.TAGMSG);
        assertThat(get(new Query.History(LOOM, new Span.Latest(), 0, true, 3)).entries())
                .extracting(HistoryEntry::kind)
                .containsExactly(EntryKind.PRIVMSG, EntryKind.TOPIC, EntryKind.TAGMSG);
    }

    @Test
    void nothingBeforeTheJoinIsVisible() {
        postNumbers(10);
        assertThat(get(new Query.History(LOOM, new Span.Before(at(8)), 6, false, 9))
                        .entries())
                .extracting(HistoryEntry::text)
                .containsExactly("6", "7");
        assertThat(get(new Query.History(LOOM, new Span.Around(at(3)), 6, false, 2))
                        .entries())
                .extracting(HistoryEntry::text)
                .containsExactly("6");
    }

    @Test
    void privateHistoryIsKeptForEachSide() {
        append(new StoreEvent.Posted(
                entry(1, EntryKind.PRIVMSG, "alice", "hello bob"), List.of(ALICE_BOB, BOB_ALICE), null));
        append(new StoreEvent.AccountCreated(account("alice")));
        append(new StoreEvent.AccountDeleted("alice"));
        assertThat(texts(ALICE_BOB, new Span.Latest(), 5)).isEmpty();
        assertThat(texts(BOB_ALICE, new Span.Latest(), 5)).containsExactly("hello bob");
    }

    @Test
    void targetsAreOrderedByTheirLatestMessage() {
        post(Place.channel("#b"), "1");
        post(LOOM, "2");
        post(BOB_ALICE, "3");
        post(Place.channel("#b"), "4");
        post(LOOM, EntryKind.JOIN, "5 is no message");
        var channels = List.of(new Query.ChannelView("#b", 0), new Query.ChannelView("#loom", 0));
        assertThat(targets(channels, 0, 99, 9)).containsExactly("#loom", "alice", "#b");
        assertThat(targets(channels, 2, 4, 9)).containsExactly("alice");
        assertThat(targets(channels, 0, 99, 2)).containsExactly("#loom", "alice");
        assertThat(targets(channels, 99, 0, 2)).containsExactly("alice", "#b");
        assertThat(targets(List.of(new Query.ChannelView("#loom", 3)), 0, 99, 9))
                .containsExactly("alice");
    }

    private List<String> targets(List<Query.ChannelView> channels, long fromSecond, long toSecond, int limit) {
        return get(new Query.Targets("bob", channels, fromSecond * 1_000, toSecond * 1_000, limit)).stream()
                .map(target -> target.place().name())
                .toList();
    }

    @Test
    void whatCameWhileAnAccountWasAwayIsUnread() {
        append(new StoreEvent.Posted(entry(1, EntryKind.PRIVMSG, "alice", "one"), List.of(BOB_ALICE), null));
        append(new StoreEvent.ReadPositionSet("bob", "alice", new ReadPosition(1, 1_000)));
        assertThat(unread()).isEmpty();
        append(new StoreEvent.Posted(entry(3, EntryKind.PRIVMSG, "Bob", "own"), List.of(BOB_ALICE), null));
        assertThat(unread()).isEmpty();
        append(new StoreEvent.Posted(entry(4, EntryKind.PRIVMSG, "alice", "two"), List.of(BOB_ALICE), null));
        post(LOOM, "in the channel");
        assertThat(unread()).containsExactly(List.of("in the channel"), List.of("own", "two"));
    }

    private List<List<String>> unread() {
        return get(new Query.Unread("bob", List.of(new Query.ChannelView("#loom", 0)), false, 10, 10)).stream()
                .map(page -> page.entries().stream().map(HistoryEntry::text).toList())
                .toList();
    }

    @Test
    void aReadPositionNeverGoesBack() {
        append(new StoreEvent.ReadPositionSet("bob", "#loom", new ReadPosition(7, 70)));
        append(new StoreEvent.ReadPositionSet("bob", "#loom", new ReadPosition(5, 50)));
        append(new StoreEvent.ReadPositionSet("bob", "alice", new ReadPosition(1, 10)));
        assertThat(get(new Query.ReadPositions("bob")))
                .isEqualTo(Map.of("#loom", new ReadPosition(7, 70), "alice", new ReadPosition(1, 10)));
    }

    @Test
    void aStayBeginsOnceAndEnds() {
        append(new StoreEvent.StayBegan("bob", "#loom", 3));
        append(new StoreEvent.StayBegan("bob", "#loom", 7));
        append(new StoreEvent.StayBegan("bob", "#weave", 8));
        append(new StoreEvent.StayBegan("alice", "#weave", 9));
        append(new StoreEvent.StayEnded("bob", "#weave"));
        append(new StoreEvent.StayEnded("bob", "#never"));
        assertThat(get(new Query.Stays("bob"))).isEqualTo(Map.of("#loom", 3L));
        assertThat(get(new Query.Stays("carol"))).isEmpty();
    }

    @Test
    void theOldestStaysOfAnAccountAreForgottenFirst() {
        for (int i = 0; i <= StoreEvent.STAYS_MAX; i++) {
            append(new StoreEvent.StayBegan("bob", "#" + i, i + 1));
        }
        assertThat(get(new Query.Stays("bob")))
                .hasSize(StoreEvent.STAYS_MAX)
                .containsKey("#1")
                .doesNotContainKey("#0");
    }

    @Test
    void aRepeatedNonceAnswersTheFirstMessage() {
        var nonce = new Nonce("alice", "n1");
        var first = entry(1, EntryKind.PRIVMSG, "alice", "first");
        append(new StoreEvent.Posted(first, List.of(LOOM), nonce));
        append(new StoreEvent.Posted(entry(2, EntryKind.PRIVMSG, "alice", "again"), List.of(LOOM), nonce));
        assertThat(get(new Query.FirstWithNonce(nonce)))
                .contains(new Query.Sent(first.id(), first.timeMillis(), Optional.of(first)));
        assertThat(get(new Query.FirstWithNonce(new Nonce("bob", "n1")))).isEmpty();
        append(new StoreEvent.HistoryPurged(LOOM, 1));
        assertThat(get(new Query.FirstWithNonce(nonce)).orElseThrow().entry()).isEmpty();
    }

    @Test
    void theOrderGoesOnAfterARestart() {
        postNumbers(3);
        append(new StoreEvent.SettingSaved("a", "b"));
        settle(store);
        store = reopen(store);
        assertThat(store.snapshot().created()).isFalse();
        assertThat(store.snapshot().lastSequence()).isEqualTo(4);
        assertThat(store.snapshot().lastTimeMillis()).isEqualTo(3_000);
        assertThatThrownBy(() -> append(4)).isInstanceOf(IllegalArgumentException.class);
        post(LOOM, "next");
        assertThat(texts(LOOM, new Span.Latest(), 2)).containsExactly("3", "next");
    }

    private Offer append(long at) {
        return store.append(at, new StoreEvent.SettingSaved("a", "b"));
    }

    @Test
    void retentionByCountKeepsTheNewest() {
        postNumbers(10);
        expire(1_000_000, new Retention(0, 3), 100);
        assertThat(texts(LOOM, new Span.Latest(), 99)).containsExactly("8", "9", "10");
        postNumbers(2);
        expire(1_000_000, new Retention(0, 3), 100);
        assertThat(texts(LOOM, new Span.Latest(), 99)).containsExactly("10", "1", "2");
    }

    @Test
    void retentionByAgeDeletesTheOldestAStepAtATime() {
        postNumbers(10);
        post(Place.channel("#other"), "11");
        expire(20_000, new Retention(13_000, 0), 4);
        assertThat(texts(LOOM, new Span.Latest(), 99)).hasSize(6);
        expire(20_000, new Retention(13_000, 0), 4);
        expire(20_000, new Retention(13_000, 0), 4);
        assertThat(texts(LOOM, new Span.Latest(), 99)).containsExactly("7", "8", "9", "10");
        assertThat(texts(Place.channel("#other"), new Span.Latest(), 99)).containsExactly("11");
    }

    @Test
    void aChannelMayHaveItsOwnRetention() {
        append(new StoreEvent.ChannelSaved(
                new RegisteredChannel("#loom", "#loom", "alice", 1, "", null, 0, null, new Retention(0, 2), null)));
        postNumbers(5);
        for (var i = 0; i < 5; i++) {
            post(Place.channel("#other"), "x");
        }
        expire(0, Retention.FOREVER, 100);
        assertThat(texts(LOOM, new Span.Latest(), 99)).containsExactly("4", "5");
        assertThat(texts(Place.channel("#other"), new Span.Latest(), 99)).hasSize(5);
    }

    @Test
    void oldNoncesAreForgotten() {
        var nonce = new Nonce("alice", "n");
        append(new StoreEvent.Posted(entry(1, EntryKind.PRIVMSG, "alice", "x"), List.of(LOOM), nonce));
        append(new StoreEvent.HistoryExpired(2_000, Retention.FOREVER, 1_000, 9, 9));
        assertThat(get(new Query.FirstWithNonce(nonce))).isPresent();
        append(new StoreEvent.HistoryExpired(2_001, Retention.FOREVER, 1_000, 9, 9));
        assertThat(get(new Query.FirstWithNonce(nonce))).isEmpty();
    }

    @Test
    void aRedactedMessageIsGoneFromAllItsPlacesAndNoOther() {
        var entry = entry(sequence + 1, EntryKind.PRIVMSG, "alice", "oops");
        append(new StoreEvent.Posted(entry, List.of(ALICE_BOB, BOB_ALICE), null));
        post(ALICE_BOB, EntryKind.PRIVMSG, "stays");
        append(new StoreEvent.Redacted(entry.id(), List.of(BOB_ALICE, ALICE_BOB, LOOM)));
        assertThat(texts(ALICE_BOB, new Span.Latest(), 10)).containsExactly("stays");
        assertThat(texts(BOB_ALICE, new Span.Latest(), 10)).isEmpty();
        append(new StoreEvent.Redacted(new MessageId(sequence - 1, 12345), List.of(ALICE_BOB)));
        assertThat(texts(ALICE_BOB, new Span.Latest(), 10)).containsExactly("stays");
    }

    private void expire(long nowMillis, Retention retention, int entriesMax) {
        append(new StoreEvent.HistoryExpired(nowMillis, retention, 1_000_000_000, 100, entriesMax));
    }

    @Test
    void wakeUpsFollowTheSettledSequence() {
        var wakes = new AtomicInteger();
        store.onSettled(wakes::incrementAndGet);
        assertThat(store.settled()).isZero();
        postNumbers(3);
        assertThat(get(new Query.AccountNames())).isEmpty();
        assertThat(store.settled()).isEqualTo(3);
        assertThat(store.isSettled()).isTrue();
        assertThat(store.failureOf(2)).isNull();
        assertThat(wakes.get()).isBetween(1, 3);
    }

    @Test
    void aClosedStoreRefusesTyped() {
        store.close();
        assertThat(append(1)).isEqualTo(Offer.CLOSED);
        var future = new CompletableFuture<StoreFailure>();
        store.ask(0, new Query.AccountNames(), Answer.of(names -> {}, future::complete));
        assertThat(future.join().kind()).isEqualTo(StoreFailure.Kind.CLOSED);
        store.close();
    }

    @Test
    void closingCommitsWhatWasAccepted() {
        postNumbers(100);
        store.close();
        store = reopen(store);
        assertThat(texts(LOOM, new Span.Latest(), 1)).containsExactly("100");
    }
}
