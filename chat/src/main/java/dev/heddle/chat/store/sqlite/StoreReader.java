// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.store.EntryKind;
import dev.heddle.chat.store.HistoryEntry;
import dev.heddle.chat.store.HistoryPages;
import dev.heddle.chat.store.HistorySource;
import dev.heddle.chat.store.Nonce;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.Query;
import dev.heddle.chat.store.ReadPosition;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers questions from one read-only connection.
///
/// Thread: confined to its reader.
final class StoreReader implements HistorySource, AutoCloseable {
    /// No kind has this number: every entry passes.
    private static final int ALL_KINDS = 1_000;

    /// A SQLException on its way through code that knows nothing of SQL.
    static final class ReadFailedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ReadFailedException(SQLException cause) {
            super(cause);
        }
    }

    private final Database database;
    private final Casemapping casemapping;
    private final AccountTable accounts;
    private final ServerTable server;

    StoreReader(Database database, Casemapping casemapping) {
        this.database = database;
        this.casemapping = casemapping;
        accounts = new AccountTable(database);
        server = new ServerTable(database);
    }

    /// Answers; throws SQLException or ReadFailedException if the database does.
    @SuppressWarnings("unchecked") // each case answers what its query's type parameter says
    <T> T result(Query<T> query) throws SQLException {
        return (T)
                switch (query) {
                    case Query.History history -> HistoryPages.page(this, history);
                    case Query.Targets targets -> HistoryPages.targets(this, targets);
                    case Query.Unread unread -> HistoryPages.unread(this, unread);
                    case Query.AccountNamed(var folded) -> accounts.named(folded);
                    case Query.AccountWithFingerprint(var print) -> accounts.withFingerprint(print);
                    case Query.AccountNames() -> accounts.names();
                    case Query.ReadPositions(var account) -> server.readPositions(account);
                    case Query.Stays(var account) -> server.stays(account);
                    case Query.FirstWithNonce(var nonce) -> firstWithNonce(nonce);
                };
    }

    private Optional<Query.Sent> firstWithNonce(Nonce nonce) throws SQLException {
        return Optional.ofNullable(database.first(
                "SELECT sequence, salt, time, buffer FROM nonce WHERE owner = ? AND value = ?",
                row -> new Query.Sent(
                        new MessageId(row.getLong(1), row.getLong(2)),
                        row.getLong(3),
                        entry(row.getLong(4), row.getLong(1))),
                nonce.owner(),
                nonce.value()));
    }

    private Optional<HistoryEntry> entry(long buffer, long sequence) throws SQLException {
        return Optional.ofNullable(database.first(
                "SELECT " + EntryRows.COLUMNS + " FROM entry WHERE buffer = ? AND sequence = ?",
                EntryRows::entry,
                buffer,
                sequence));
    }

    private long buffer(Place place) throws SQLException {
        return database.number(
                "SELECT id FROM buffer WHERE owner = ? AND name = ?", -1, EntryRows.owner(place), place.name());
    }

    @Override
    public long firstSequenceAtOrAfter(Place place, long millis) {
        try {
            return bisect(buffer(place), millis);
        } catch (SQLException e) {
            throw new ReadFailedException(e);
        }
    }

    private record Probe(long sequence, long timeMillis) {}

    /// Halves the range of sequences until one entry is left; some forty look-ups instead of an index by time.
    private long bisect(long buffer, long millis) throws SQLException {
        var last = database.first(
                "SELECT sequence, time FROM entry WHERE buffer = ? ORDER BY sequence DESC LIMIT 1",
                row -> new Probe(row.getLong(1), row.getLong(2)),
                buffer);
        if (last == null || last.timeMillis < millis) {
            return Long.MAX_VALUE;
        }
        var low = probe(buffer, 0).sequence;
        var high = last.sequence;
        while (low < high) {
            var middle = probe(buffer, (low + high) >>> 1);
            if (middle.timeMillis >= millis) {
                high = (low + high) >>> 1;
            } else {
                low = middle.sequence + 1;
            }
        }
        return probe(buffer, low).sequence;
    }

    /// The first entry at or after a sequence that is not above the buffer's last one.
    private Probe probe(long buffer, long sequence) throws SQLException {
        var found = database.first(
                "SELECT sequence, time FROM entry WHERE buffer = ? AND sequence >= ? ORDER BY sequence LIMIT 1",
                row -> new Probe(row.getLong(1), row.getLong(2)),
                buffer,
                sequence);
        // Retention may delete between two looks, but only from the front.
        return found == null ? new Probe(Long.MAX_VALUE, Long.MAX_VALUE) : found;
    }

    @Override
    public List<HistoryEntry> between(Place place, Range range) {
        try {
            var found = database.list(
                    "SELECT " + EntryRows.COLUMNS + " FROM entry"
                            + " WHERE buffer = ? AND sequence > ? AND sequence < ? AND kind < ? ORDER BY sequence "
                            + (range.newest() ? "DESC" : "ASC") + " LIMIT ?",
                    EntryRows::entry,
                    buffer(place),
                    range.fromExclusive(),
                    range.toExclusive(),
                    range.events() ? ALL_KINDS : EntryKind.FIRST_EVENT_NUMBER,
                    range.limit());
            return range.newest() ? found.reversed() : found;
        } catch (SQLException e) {
            throw new ReadFailedException(e);
        }
    }

    @Override
    public List<Place> conversationsOf(String account) {
        try {
            return database.list(
                    "SELECT owner, name FROM buffer WHERE owner = ? ORDER BY id",
                    row -> EntryRows.place(row.getString(1), row.getString(2)),
                    account);
        } catch (SQLException e) {
            throw new ReadFailedException(e);
        }
    }

    @Override
    public @Nullable ReadPosition readPosition(String account, String name) {
        try {
            return database.first(
                    "SELECT sequence, time FROM read_position WHERE account = ? AND name = ?",
                    row -> new ReadPosition(row.getLong(1), row.getLong(2)),
                    account,
                    name);
        } catch (SQLException e) {
            throw new ReadFailedException(e);
        }
    }

    @Override
    public String foldAccount(String displayed) {
        return casemapping.fold(displayed);
    }

    @Override
    public void close() {
        database.close();
    }
}
