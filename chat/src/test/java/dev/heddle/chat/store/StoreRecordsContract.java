// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Tags;
import dev.heddle.chat.store.Query.Span;
import dev.heddle.runtime.queue.Offer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store must do with accounts, channels, bans and settings. [StoreContract] goes on with the
/// history.
///
/// A subclass says how to open a store and how to make it work.
public abstract class StoreRecordsContract {
    protected static final Place LOOM = Place.channel("#loom");

    protected Store store;
    protected long sequence;

    /// A new, empty store.
    protected abstract Store open();

    /// The store again, as a new process finds it.
    protected abstract Store reopen(Store was);

    /// Lets the store do all it has to do.
    protected abstract void settle(Store store);

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    protected static HistoryEntry entry(long sequence, EntryKind kind, @Nullable String account, String text) {
        return new HistoryEntry(
                new MessageId(sequence, sequence * 31),
                sequence * 1_000,
                kind,
                (account == null ? "guest" : account) + "!u@host",
                account,
                "#Loom",
                Tags.EMPTY,
                text,
                false);
    }

    protected final long append(StoreEvent event) {
        sequence++;
        assertThat(store.append(sequence, event)).isEqualTo(Offer.ACCEPTED);
        return sequence;
    }

    protected final long post(Place place, String text) {
        var next = sequence + 1;
        return append(new StoreEvent.Posted(entry(next, EntryKind.PRIVMSG, "alice", text), List.of(place), null));
    }

    protected final <T> T get(Query<T> query) {
        return get(sequence, query);
    }

    protected final <T> T get(long atSequence, Query<T> query) {
        var future = new CompletableFuture<T>();
        store.ask(
                atSequence,
                query,
                Answer.of(future::complete, why -> future.completeExceptionally(new AssertionError(why))));
        settle(store);
        try {
            return future.get(240, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    protected final List<String> texts(Place place, Span span, int limit) {
        return get(new Query.History(place, span, 0, false, limit)).entries().stream()
                .map(HistoryEntry::text)
                .toList();
    }

    protected static Account account(String name) {
        return Account.create(
                name, Casemapping.ASCII.fold(name), "$argon2id$x", new ScramCredentials("s", 4096, "k", "v"), 5);
    }

    @Test
    void anAccountComesBackWithEveryField() {
        var alice = account("Alice")
                .withFingerprints(List.of("ff", "aa"))
                .withEmail("alice@example.org")
                .withRole(Account.Role.ADMINISTRATOR)
                .withSuspended(true);
        append(new StoreEvent.AccountCreated(alice));
        append(new StoreEvent.AccountCreated(account("bob").withPassword(null, null)));
        assertThat(get(new Query.AccountNamed("alice"))).contains(alice);
        assertThat(get(new Query.AccountWithFingerprint("aa"))).contains(alice);
        assertThat(get(new Query.AccountWithFingerprint("bb"))).isEmpty();
        assertThat(get(new Query.AccountNames()))
                .containsExactly(
                        new Query.AccountName("Alice", "alice", Account.Role.ADMINISTRATOR),
                        new Query.AccountName("bob", "bob", Account.Role.USER));
        assertThat(get(new Query.AccountNamed("bob")).orElseThrow().scram()).isNull();
    }

    @Test
    void anAccountIsCreatedOnce() {
        var first = append(new StoreEvent.AccountCreated(account("alice").withFingerprints(List.of("aa"))));
        var second = append(new StoreEvent.AccountCreated(account("ALICE")));
        var thief = append(new StoreEvent.AccountCreated(account("mallory").withFingerprints(List.of("aa"))));
        var nobody = append(new StoreEvent.AccountChanged(account("nobody")));
        var message = post(LOOM, "goes through");
        settle(store);
        assertThat(store.failureOf(first)).isNull();
        assertThat(store.failureOf(message)).isNull();
        for (var rejected : List.of(second, thief, nobody)) {
            assertThat(store.failureOf(rejected)).extracting(StoreFailure::kind).isEqualTo(StoreFailure.Kind.REJECTED);
        }
        assertThat(get(new Query.AccountNamed("alice")).orElseThrow().name()).isEqualTo("alice");
        assertThat(get(new Query.AccountNamed("mallory"))).isEmpty();
        assertThat(texts(LOOM, new Span.Latest(), 5)).containsExactly("goes through");
    }

    @Test
    void aChangedAccountLosesItsOldCertificates() {
        append(new StoreEvent.AccountCreated(account("alice").withFingerprints(List.of("aa"))));
        append(new StoreEvent.AccountChanged(account("alice").withFingerprints(List.of("bb"))));
        assertThat(get(new Query.AccountWithFingerprint("aa"))).isEmpty();
        assertThat(get(new Query.AccountWithFingerprint("bb"))).isPresent();
    }

    private static RegisteredChannel channel(String name) {
        return new RegisteredChannel(
                name,
                Casemapping.ASCII.fold(name),
                "alice",
                7,
                "nrt",
                "key",
                12,
                new RegisteredChannel.Topic("weave", "alice", 8),
                Retention.of(Duration.ofDays(1), 100),
                true);
    }

    @Test
    void registeredChannelsSurviveARestart() {
        var loom = channel("#Loom");
        var bare = new RegisteredChannel("#bare", "#bare", "bob", 9, "", null, 0, null, null, null);
        append(new StoreEvent.ChannelSaved(loom));
        append(new StoreEvent.ChannelSaved(bare));
        append(new StoreEvent.ChannelSaved(channel("#gone")));
        var ban = new ChannelMask('b', "*!*@evil", "alice", 10);
        var except = new ChannelMask('e', "*!*@evil", "alice", 11);
        append(new StoreEvent.ListMaskAdded("#loom", ban));
        append(new StoreEvent.ListMaskAdded("#loom", except));
        append(new StoreEvent.ListMaskAdded("#loom", new ChannelMask('b', "x!*@*", "alice", 12)));
        append(new StoreEvent.ListMaskRemoved("#loom", 'b', "x!*@*"));
        append(new StoreEvent.AccessSet("#loom", "bob", 'v'));
        append(new StoreEvent.AccessSet("#loom", "bob", 'o'));
        append(new StoreEvent.AccessSet("#loom", "carol", 'v'));
        append(new StoreEvent.AccessRemoved("#loom", "carol"));
        append(new StoreEvent.ChannelDropped("#gone"));
        settle(store);
        store = reopen(store);
        assertThat(store.snapshot().channels())
                .containsExactly(
                        new Snapshot.StoredChannel(loom, List.of(ban, except), Map.of("bob", 'o')),
                        new Snapshot.StoredChannel(bare, List.of(), Map.of()));
    }

    @Test
    void listsOfUnregisteredChannelsAreRejected() {
        var mask = append(new StoreEvent.ListMaskAdded("#no", new ChannelMask('b', "*!*@x", "a", 1)));
        var role = append(new StoreEvent.AccessSet("#no", "bob", 'o'));
        settle(store);
        assertThat(store.failureOf(mask)).isNotNull();
        assertThat(store.failureOf(role)).isNotNull();
    }

    @Test
    void bansAndSettingsSurviveARestart() {
        var kline = new ServerBan(ServerBan.Kind.KLINE, "*@evil", "spam", "oper", 1, 0);
        append(new StoreEvent.BanAdded(new ServerBan(ServerBan.Kind.KLINE, "*@evil", "old", "oper", 1, 5)));
        append(new StoreEvent.BanAdded(kline));
        append(new StoreEvent.BanAdded(new ServerBan(ServerBan.Kind.DLINE, "192.0.2.0/24", "x", "oper", 1, 0)));
        append(new StoreEvent.BanRemoved(ServerBan.Kind.DLINE, "192.0.2.0/24"));
        append(new StoreEvent.SettingSaved("admin-code", "hash"));
        append(new StoreEvent.SettingSaved("other", "1"));
        append(new StoreEvent.SettingRemoved("other"));
        settle(store);
        store = reopen(store);
        assertThat(store.snapshot().bans()).containsExactly(kline);
        assertThat(store.snapshot().settings()).isEqualTo(Map.of("admin-code", "hash"));
    }
}
