// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.store.ReadPosition;
import dev.heddle.chat.store.ServerBan;
import dev.heddle.chat.store.Snapshot;
import dev.heddle.chat.store.StoreEvent;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Server bans, settings, read positions, and how far the order has got.
///
/// Thread: the owner of the database it is given.
final class ServerTable {
    private final Database database;

    ServerTable(Database database) {
        this.database = database;
    }

    void addBan(ServerBan ban) throws SQLException {
        database.update(
                "INSERT INTO ban VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, mask) DO UPDATE SET"
                        + " reason = excluded.reason, setter = excluded.setter, created = excluded.created,"
                        + " expires = excluded.expires",
                ban.kind().number(),
                ban.mask(),
                ban.reason(),
                ban.setter(),
                ban.createdMillis(),
                ban.expiresMillis());
    }

    void removeBan(ServerBan.Kind kind, String mask) throws SQLException {
        database.update("DELETE FROM ban WHERE kind = ? AND mask = ?", kind.number(), mask);
    }

    void saveSetting(String key, String value) throws SQLException {
        database.update("INSERT OR REPLACE INTO setting VALUES (?, ?)", key, value);
    }

    void removeSetting(String key) throws SQLException {
        database.update("DELETE FROM setting WHERE key = ?", key);
    }

    void setReadPosition(StoreEvent.ReadPositionSet set) throws SQLException {
        database.update(
                "INSERT INTO read_position VALUES (?, ?, ?, ?) ON CONFLICT (account, name) DO UPDATE SET"
                        + " sequence = excluded.sequence, time = excluded.time"
                        + " WHERE excluded.sequence > read_position.sequence",
                set.account(),
                set.name(),
                set.position().sequence(),
                set.position().timeMillis());
    }

    void beginStay(StoreEvent.StayBegan began) throws SQLException {
        database.update(
                "INSERT INTO stay VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                began.account(),
                began.channel(),
                began.sequence());
        database.update(
                "DELETE FROM stay WHERE account = ? AND channel IN (SELECT channel FROM stay WHERE account = ?"
                        + " ORDER BY sequence DESC LIMIT -1 OFFSET ?)",
                began.account(),
                began.account(),
                StoreEvent.STAYS_MAX);
    }

    void endStay(String account, String channel) throws SQLException {
        database.update("DELETE FROM stay WHERE account = ? AND channel = ?", account, channel);
    }

    Map<String, Long> stays(String account) throws SQLException {
        var stays = new TreeMap<String, Long>();
        database.list(
                "SELECT channel, sequence FROM stay WHERE account = ?",
                row -> stays.put(row.getString(1), row.getLong(2)),
                account);
        return stays;
    }

    Map<String, ReadPosition> readPositions(String account) throws SQLException {
        var found = new TreeMap<String, ReadPosition>();
        database.list(
                "SELECT name, sequence, time FROM read_position WHERE account = ?",
                row -> found.put(row.getString(1), new ReadPosition(row.getLong(2), row.getLong(3))) == null,
                account);
        return Map.copyOf(found);
    }

    /// Notes how far the order has got; part of every transaction. A time of 0 leaves the last one.
    void advance(long sequence, long timeMillis) throws SQLException {
        database.update("UPDATE server SET last_sequence = ?, last_time = max(last_time, ?)", sequence, timeMillis);
    }

    Snapshot snapshot(boolean created) throws SQLException {
        var settings = new TreeMap<String, String>();
        database.list(
                "SELECT key, value FROM setting", row -> settings.put(row.getString(1), row.getString(2)) == null);
        var bans = database.list(
                "SELECT kind, mask, reason, setter, created, expires FROM ban ORDER BY rowid",
                row -> new ServerBan(
                        ServerBan.Kind.ofNumber(row.getInt(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5),
                        row.getLong(6)));
        var channels = new ChannelTable(database).all();
        return Objects.requireNonNull(database.first(
                "SELECT casemapping, last_sequence, last_time FROM server",
                row -> new Snapshot(
                        Casemapping.ofToken(row.getString(1)),
                        created,
                        row.getLong(2),
                        row.getLong(3),
                        channels,
                        bans,
                        Map.copyOf(settings))));
    }
}
