// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.store.HistoryEntry;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.Retention;
import dev.heddle.chat.store.StoreEvent;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes and deletes history.
///
/// Thread: the writer's.
/// Limit: remembers [#BUFFERS_MAX] buffers; of the others it asks the database again.
final class HistoryTable {
    private static final int BUFFERS_MAX = 65_536;
    private static final int CHUNK_MAX = 1_024;

    /// What must be known about a buffer to append to it.
    private static final class Buffer {
        private final long id;
        private long nextOrdinal;

        Buffer(long id, long nextOrdinal) {
            this.id = id;
            this.nextOrdinal = nextOrdinal;
        }
    }

    private final Database database;
    private final Map<Place, Buffer> buffers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Buffer> eldest) {
            return size() > BUFFERS_MAX;
        }
    };
    /// The id of the buffer that expiry looked at last.
    private long lastExpired;

    HistoryTable(Database database) {
        this.database = database;
    }

    /// Forgets what was remembered: the transaction did not happen.
    void onRollback() {
        buffers.clear();
    }

    void post(StoreEvent.Posted posted) throws SQLException {
        var entry = posted.entry();
        Buffer first = null;
        for (var place : posted.places()) {
            var buffer = buffer(place);
            first = first == null ? buffer : first;
            insert(buffer, entry);
        }
        if (posted.nonce() != null) {
            database.update(
                    "INSERT INTO nonce VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    posted.nonce().owner(),
                    posted.nonce().value(),
                    entry.id().sequence(),
                    entry.id().salt(),
                    entry.timeMillis(),
                    first == null ? null : first.id);
        }
    }

    private void insert(Buffer buffer, HistoryEntry entry) throws SQLException {
        database.update(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                buffer.id,
                entry.id().sequence(),
                buffer.nextOrdinal++,
                entry.id().salt(),
                entry.timeMillis(),
                entry.kind().number(),
                entry.bot(),
                entry.source(),
                entry.account(),
                entry.target(),
                entry.tags().toWire(),
                entry.text());
    }

    private Buffer buffer(Place place) throws SQLException {
        var known = buffers.get(place);
        if (known == null) {
            known = load(place);
            buffers.put(place, known);
        }
        return known;
    }

    private Buffer load(Place place) throws SQLException {
        var id = id(place);
        if (id < 0) {
            database.update("INSERT INTO buffer (owner, name) VALUES (?, ?)", EntryRows.owner(place), place.name());
            return new Buffer(id(place), 0);
        }
        return new Buffer(id, lastOrdinal(id) + 1);
    }

    private long id(Place place) throws SQLException {
        return database.number(
                "SELECT id FROM buffer WHERE owner = ? AND name = ?", -1, EntryRows.owner(place), place.name());
    }

    private long lastOrdinal(long buffer) throws SQLException {
        return database.number("SELECT ordinal FROM entry WHERE buffer = ? ORDER BY sequence DESC LIMIT 1", -1, buffer);
    }

    /// Deletes up to and including a sequence, in one go: a user asked for it.
    int purge(Place place, long upToSequence) throws SQLException {
        var id = id(place);
        return id < 0 ? 0 : deleteUpTo(id, upToSequence);
    }

    /// Deletes one message wherever it is kept.
    int redact(MessageId message, List<Place> places) throws SQLException {
        var deleted = 0;
        for (var place : places) {
            deleted += database.update(
                    "DELETE FROM entry WHERE buffer = ? AND sequence = ? AND salt = ?",
                    id(place),
                    message.sequence(),
                    message.salt());
        }
        return deleted;
    }

    private int deleteUpTo(long buffer, long upToSequence) throws SQLException {
        return database.update("DELETE FROM entry WHERE buffer = ? AND sequence <= ?", buffer, upToSequence);
    }

    /// Deletes an account's side of all its conversations.
    int deleteConversations(String account) throws SQLException {
        var deleted =
                database.update("DELETE FROM entry WHERE buffer IN (SELECT id FROM buffer WHERE owner = ?)", account);
        database.update("DELETE FROM buffer WHERE owner = ?", account);
        database.update("DELETE FROM nonce WHERE owner = ?", account);
        buffers.keySet().removeIf(place -> EntryRows.owner(place).equals(account));
        return deleted;
    }

    /// Looks at the next buffers, round and round; answers how many entries went.
    int expire(StoreEvent.HistoryExpired expired) throws SQLException {
        database.update("DELETE FROM nonce WHERE time < ?", expired.nowMillis() - expired.nonceAgeMillisMax());
        var deleted = 0;
        var wrapped = false;
        for (var i = 0; i < expired.placesMax() && deleted < expired.entriesMax(); i++) {
            var next = nextExpiring(expired.retention());
            if (next == null && !wrapped) {
                wrapped = true;
                lastExpired = 0;
                next = nextExpiring(expired.retention());
            }
            if (next == null) {
                break;
            }
            lastExpired = next.buffer;
            deleted += expire(next, expired.nowMillis(), expired.entriesMax() - deleted);
        }
        return deleted;
    }

    private @Nullable Expiring nextExpiring(Retention ofServer) throws SQLException {
        return database.first(
                """
                SELECT buffer.id, channel.retention_age, channel.retention_count
                FROM buffer LEFT JOIN channel ON buffer.owner = '' AND channel.folded = buffer.name
                WHERE buffer.id > ? ORDER BY buffer.id LIMIT 1""",
                row -> {
                    var buffer = row.getLong(1);
                    var age = row.getLong(2);
                    return new Expiring(buffer, row.wasNull() ? ofServer : new Retention(age, row.getInt(3)));
                },
                lastExpired);
    }

    private record Expiring(long buffer, Retention retention) {}

    private int expire(Expiring expiring, long nowMillis, int entriesMax) throws SQLException {
        var deleted = 0;
        while (deleted < entriesMax) {
            var upTo = lastExpired(expiring, nowMillis, Math.min(CHUNK_MAX, entriesMax - deleted));
            if (upTo < 0) {
                break;
            }
            deleted += deleteUpTo(expiring.buffer, upTo);
        }
        return deleted;
    }

    /// The last sequence of the oldest entries, at most `limit` of them, that retention does not keep; null if
    /// it keeps all.
    private long lastExpired(Expiring expiring, long nowMillis, int limit) throws SQLException {
        var retention = expiring.retention;
        var oldest = retention.ageMillisMax() == 0 ? Long.MIN_VALUE : nowMillis - retention.ageMillisMax();
        var firstKept =
                retention.countMax() == 0 ? Long.MIN_VALUE : lastOrdinal(expiring.buffer) - retention.countMax() + 1;
        return database.number("""
                SELECT coalesce(max(sequence), -1) FROM (
                    SELECT sequence, time, ordinal FROM entry WHERE buffer = ? ORDER BY sequence LIMIT ?)
                WHERE time < ? OR ordinal < ?""", -1, expiring.buffer, limit, oldest, firstKept);
    }
}
