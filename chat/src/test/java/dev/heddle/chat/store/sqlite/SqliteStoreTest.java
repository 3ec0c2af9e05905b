// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.store.EntryKind;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.Query;
import dev.heddle.chat.store.Query.Span;
import dev.heddle.chat.store.Store;
import dev.heddle.chat.store.StoreContract;
import dev.heddle.chat.store.StoreEvent;
import dev.heddle.chat.store.StoreFailure;
import dev.heddle.chat.store.StoreOpenException;
import dev.heddle.chat.store.StoreOpenException.Reason;
import dev.heddle.runtime.queue.Offer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteStoreTest extends StoreContract {
    @TempDir
    private Path path;

    private @Nullable DataDirectory directory;
    private final AtomicLong failFrom = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong failTo = new AtomicLong(Long.MAX_VALUE);
    private volatile SQLiteErrorCode code = SQLiteErrorCode.SQLITE_IOERR_FSYNC;

    private void fault(long number) throws SQLException {
        if (number >= failFrom.get() && number <= failTo.get()) {
            throw new SQLiteException("injected", code);
        }
    }

    private DataDirectory directory() {
        var now = directory;
        if (now == null) {
            now = DataDirectory.lock(path.resolve("data"));
            directory = now;
        }
        return now;
    }

    @AfterEach
    void unlock() {
        store.close();
        directory().close();
    }

    private Store open(SqliteOptions options) {
        return SqliteStore.open(directory(), options, Schema.current(), this::fault);
    }

    @Override
    protected Store open() {
        return open(SqliteOptions.of(Casemapping.ASCII));
    }

    @Override
    protected Store reopen(Store was) {
        was.close();
        return open();
    }

    @Override
    protected void settle(Store which) {
        var settled = new CountDownLatch(1);
        which.onSettled(() -> {
            if (which.isSettled()) {
                settled.countDown();
            }
        });
        try {
            if (!which.isSettled() && !settled.await(240, TimeUnit.SECONDS) && !which.isSettled()) {
                throw new AssertionError("not settled after 240 s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Path file() {
        return directory().path().resolve(SqliteStore.FILE);
    }

    @Test
    void aSecondServerIsToldWhoHoldsTheDirectory() {
        assertThatThrownBy(() -> DataDirectory.lock(directory().path()))
                .isInstanceOfSatisfying(
                        StoreOpenException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE))
                .hasMessageContaining("process " + ProcessHandle.current().pid())
                .hasMessageContaining(DataDirectory.LOCK_FILE);
    }

    @Test
    void aShorterProcessIdLeavesNothingOfALongerOne() throws IOException {
        try (var first = DataDirectory.lock(directory().path().resolve("other"))) {
            var lock = first.path().resolve(DataDirectory.LOCK_FILE);
            first.close();
            Files.writeString(lock, "1234567890123456789\n");
            try (var second = DataDirectory.lock(first.path())) {
                assertThat(Files.readString(second.path().resolve(DataDirectory.LOCK_FILE))
                                .strip())
                        .isEqualTo("" + ProcessHandle.current().pid());
            }
        }
    }

    @Test
    void openingAnExistingDatabaseWritesNothingToIt() throws IOException, SQLException {
        var file = directory().path().resolve("again.db");
        try (var database = Database.openWriter(file)) {
            database.execute("CREATE TABLE one (number INTEGER)");
        }
        for (var opened = 0; opened < 2; opened++) {
            var before = List.of(bytes(file), bytes(file.resolveSibling("again.db-wal")));
            try (var database = Database.openWriter(file)) {
                assertThat(List.of(bytes(file), bytes(file.resolveSibling("again.db-wal"))))
                        .isEqualTo(before);
                assertThat(database.number("PRAGMA auto_vacuum", 0)).isEqualTo(2);
            }
        }
    }

    /// What a file holds, for comparing; an absent one holds nothing.
    private static ByteBuffer bytes(Path file) throws IOException {
        return ByteBuffer.wrap(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
    }

    @Test
    void theDirectoryIsItsOwnersAlone() throws IOException {
        assertThat(Files.getPosixFilePermissions(directory().path())).hasSize(3);
    }

    @Test
    void everyFailingCommitIsTypedAndTheNextOneWorks() {
        for (var bad = 1; bad <= 3; bad++) {
            code = bad == 2 ? SQLiteErrorCode.SQLITE_FULL : SQLiteErrorCode.SQLITE_IOERR_FSYNC;
            // A writer that was opened again counts from 1.
            failFrom.set(0);
            failTo.set(Long.MAX_VALUE);
            var lost = post(LOOM, "lost " + bad);
            settle(store);
            assertThat(store.failureOf(lost))
                    .extracting(StoreFailure::kind)
                    .isEqualTo(bad == 2 ? StoreFailure.Kind.DISK_FULL : StoreFailure.Kind.IO_ERROR);
            failFrom.set(Long.MAX_VALUE);
            var kept = post(LOOM, "kept " + bad);
            settle(store);
            assertThat(store.failureOf(kept)).isNull();
        }
        assertThat(texts(LOOM, new Span.Latest(), 9)).containsExactly("kept 1", "kept 2", "kept 3");
    }

    @Test
    void theNthCommitFailsForEveryN() {
        for (var n = 1; n <= 12; n++) {
            failFrom.set(n);
            failTo.set(n);
            store.close();
            store = open();
            var before = texts(LOOM, new Span.Latest(), 1_000).size();
            var failures = 0;
            for (var i = 0; i < 12; i++) {
                var sequence = post(LOOM, "x", i);
                settle(store);
                failures += store.failureOf(sequence) == null ? 0 : 1;
            }
            // After the failure the connection is opened again and counts from 1: the n-th commit may come round again.
            assertThat(failures).isEqualTo(12 / n);
            assertThat(texts(LOOM, new Span.Latest(), 1_000)).hasSize(before + 12 - failures);
        }
    }

    private long post(Place place, String text, int number) {
        return nextSequence(sequence -> new StoreEvent.Posted(
                entry(sequence, EntryKind.PRIVMSG, "alice", text + number), List.of(place), null));
    }

    private long nextSequence(LongFunction<StoreEvent> event) {
        var next = Math.max(store.snapshot().lastSequence(), store.settled()) + 1;
        assertThat(store.append(next, event.apply(next))).isEqualTo(Offer.ACCEPTED);
        return next;
    }

    @Test
    void anEventTheDatabaseRefusesDoesNotTakeOthersWithIt() {
        var twice = entry(1, EntryKind.PRIVMSG, "alice", "twice in one place");
        var bad = append(new StoreEvent.Posted(twice, List.of(LOOM, LOOM), null));
        var good = post(LOOM, "good");
        settle(store);
        assertThat(store.failureOf(bad)).extracting(StoreFailure::kind).isEqualTo(StoreFailure.Kind.REJECTED);
        assertThat(store.failureOf(good)).isNull();
        assertThat(texts(LOOM, new Span.Latest(), 9)).containsExactly("good");
    }

    @Test
    void aFullQueueIsTyped() {
        store.close();
        store = open(SqliteOptions.of(Casemapping.ASCII).capacity(100, 50));
        var full = 0;
        var behind = false;
        for (var i = 1; i <= 100_000 && full == 0; i++) {
            var offer = store.append(i, new StoreEvent.SettingSaved("k", "v" + i));
            behind |= store.isBehind();
            full += offer == Offer.FULL ? 1 : 0;
        }
        assertThat(full).isEqualTo(1);
        assertThat(behind).isTrue();
        settle(store);
        assertThat(store.isBehind()).isFalse();
    }

    @Test
    void aDatabaseOfANewerVersionIsRefused() throws SQLException {
        store.close();
        sql("PRAGMA user_version=99");
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        StoreOpenException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NEWER_VERSION))
                .hasMessageContaining("99")
                .hasMessageContaining(SqliteStore.FILE);
    }

    @Test
    void aForeignDatabaseIsRefused() throws Exception {
        store.close();
        Files.delete(file());
        sql("CREATE TABLE theirs (a)");
        assertRefused(Reason.NOT_OURS);
        Files.writeString(
                file(), "this is not a database, and it is longer than a header of a hundred bytes.".repeat(9));
        assertRefused(Reason.NOT_OURS);
    }

    @Test
    void theCasemappingIsFixedAtCreation() {
        store.close();
        assertThatThrownBy(() -> open(SqliteOptions.of(Casemapping.PRECIS)))
                .isInstanceOfSatisfying(
                        StoreOpenException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OTHER_CASEMAPPING));
    }

    @Test
    void anOldLibraryIsRefused() {
        assertThatThrownBy(() -> Schema.requireLibrary("3.51.2")).isInstanceOf(StoreOpenException.class);
        assertThatThrownBy(() -> Schema.requireLibrary("3.9")).isInstanceOf(StoreOpenException.class);
        Schema.requireLibrary("3.51.3");
        Schema.requireLibrary("4.0");
    }

    @Test
    void anUpgradeMakesABackupFirst() throws Exception {
        post(LOOM, "old");
        store.close();
        var next = Schema.current().followedBy("ALTER TABLE setting ADD COLUMN note TEXT;");
        store = SqliteStore.open(directory(), SqliteOptions.of(Casemapping.ASCII), next, this::fault);
        assertThat(texts(LOOM, new Span.Latest(), 9)).containsExactly("old");
        assertThat(directory().path().resolve(SqliteStore.FILE + ".v2.backup")).exists();
        store.close();
        assertRefused(Reason.NEWER_VERSION);
    }

    @Test
    void aDatabaseOfVersionOneGetsStays() throws SQLException {
        post(LOOM, "old");
        store.close();
        sql("DROP TABLE stay");
        sql("PRAGMA user_version=1");
        store = open();
        append(new StoreEvent.StayBegan("bob", "#loom", 1));
        settle(store);
        assertThat(get(new Query.Stays("bob"))).isEqualTo(Map.of("#loom", 1L));
        assertThat(texts(LOOM, new Span.Latest(), 9)).containsExactly("old");
    }

    @Test
    void anUpgradeThatFailsLeavesTheOldVersion() {
        post(LOOM, "old");
        store.close();
        var broken = Schema.current().followedBy("CREATE TABLE extra (a) STRICT; nonsense;");
        assertThatThrownBy(
                        () -> SqliteStore.open(directory(), SqliteOptions.of(Casemapping.ASCII), broken, this::fault))
                .isInstanceOf(StoreOpenException.class);
        store = open();
        assertThat(texts(LOOM, new Span.Latest(), 9)).containsExactly("old");
    }

    private void assertRefused(Reason reason) {
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        StoreOpenException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private void sql(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var s = connection.createStatement()) {
            s.execute(statement);
        }
    }

    @Test
    void deletedTextIsInNoFileAnyMore() throws IOException {
        var secret = "the-word-that-must-vanish";
        for (var i = 0; i < 200; i++) {
            post(LOOM, secret + i);
        }
        post(LOOM, "stays");
        settle(store);
        assertThat(filesWith(secret)).isNotEmpty();
        append(new StoreEvent.HistoryPurged(LOOM, 200));
        settle(store);
        // Closing does what an idle moment does.
        store.close();
        assertThat(filesWith(secret)).isEmpty();
        store = open();
        assertThat(texts(LOOM, new Span.Latest(), 9)).containsExactly("stays");
    }

    private List<Path> filesWith(String text) throws IOException {
        var found = new ArrayList<Path>();
        try (var files = Files.list(directory().path())) {
            for (var file : files.toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
