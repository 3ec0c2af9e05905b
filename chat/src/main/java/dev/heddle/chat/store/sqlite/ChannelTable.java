// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.store.ChannelMask;
import dev.heddle.chat.store.RegisteredChannel;
import dev.heddle.chat.store.Retention;
import dev.heddle.chat.store.Snapshot.StoredChannel;
import dev.heddle.chat.store.StoreEvent;
import dev.heddle.chat.store.StoreFailure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Registered channels, their lists and roles.
///
/// Thread: the writer's.
final class ChannelTable {
    private final Database database;

    ChannelTable(Database database) {
        this.database = database;
    }

    void save(RegisteredChannel channel) throws SQLException {
        var topic = channel.topic();
        var retention = channel.retention();
        database.update(
                """
                INSERT INTO channel VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (folded) DO UPDATE SET name = excluded.name, founder = excluded.founder,
                    created = excluded.created, modes = excluded.modes, key = excluded.key,
                    user_limit = excluded.user_limit, topic = excluded.topic, topic_setter = excluded.topic_setter,
                    topic_time = excluded.topic_time, retention_age = excluded.retention_age,
                    retention_count = excluded.retention_count, from_join = excluded.from_join""",
                channel.folded(),
                channel.name(),
                channel.founder(),
                channel.createdMillis(),
                channel.modes(),
                channel.key(),
                channel.limit(),
                topic == null ? null : topic.text(),
                topic == null ? null : topic.setter(),
                topic == null ? null : topic.timeMillis(),
                retention == null ? null : retention.ageMillisMax(),
                retention == null ? null : retention.countMax(),
                channel.historyFromJoin());
    }

    void drop(String folded) throws SQLException {
        database.update("DELETE FROM channel WHERE folded = ?", folded);
        database.update("DELETE FROM channel_mask WHERE channel = ?", folded);
        database.update("DELETE FROM channel_role WHERE channel = ?", folded);
    }

    @Nullable
    StoreFailure addMask(StoreEvent.ListMaskAdded added) throws SQLException {
        if (!exists(added.channel())) {
            return notRegistered(added.channel());
        }
        var mask = added.mask();
        database.update(
                "INSERT INTO channel_mask VALUES (?, ?, ?, ?, ?) ON CONFLICT (channel, list, mask)"
                        + " DO UPDATE SET setter = excluded.setter, time = excluded.time",
                added.channel(),
                String.valueOf(mask.list()),
                mask.mask(),
                mask.setter(),
                mask.timeMillis());
        return null;
    }

    void removeMask(StoreEvent.ListMaskRemoved removed) throws SQLException {
        database.update(
                "DELETE FROM channel_mask WHERE channel = ? AND list = ? AND mask = ?",
                removed.channel(),
                String.valueOf(removed.list()),
                removed.mask());
    }

    @Nullable
    StoreFailure setRole(StoreEvent.AccessSet set) throws SQLException {
        if (!exists(set.channel())) {
            return notRegistered(set.channel());
        }
        database.update(
                "INSERT OR REPLACE INTO channel_role VALUES (?, ?, ?)",
                set.channel(),
                set.account(),
                String.valueOf(set.role()));
        return null;
    }

    void removeRole(StoreEvent.AccessRemoved removed) throws SQLException {
        database.update(
                "DELETE FROM channel_role WHERE channel = ? AND account = ?", removed.channel(), removed.account());
    }

    private boolean exists(String folded) throws SQLException {
        return database.number("SELECT 1 FROM channel WHERE folded = ?", 0, folded) == 1;
    }

    private static StoreFailure notRegistered(String folded) {
        return new StoreFailure(StoreFailure.Kind.REJECTED, "channel " + folded + " is not registered");
    }

    /// All channels in the order of registration.
    List<StoredChannel> all() throws SQLException {
        var masks = new HashMap<String, List<ChannelMask>>();
        var roles = new HashMap<String, Map<String, Character>>();
        database.list(
                "SELECT channel, list, mask, setter, time FROM channel_mask ORDER BY rowid",
                row -> masks.computeIfAbsent(row.getString(1), k -> new ArrayList<>())
                        .add(new ChannelMask(
                                row.getString(2).charAt(0), row.getString(3), row.getString(4), row.getLong(5))));
        database.list(
                "SELECT channel, account, role FROM channel_role ORDER BY channel, account",
                row -> roles.computeIfAbsent(row.getString(1), k -> new TreeMap<>())
                        .put(row.getString(2), row.getString(3).charAt(0)));
        return database.list("SELECT * FROM channel ORDER BY rowid", row -> {
            var channel = channel(row);
            return new StoredChannel(
                    channel,
                    List.copyOf(masks.getOrDefault(channel.folded(), List.of())),
                    Map.copyOf(roles.getOrDefault(channel.folded(), Map.of())));
        });
    }

    private static RegisteredChannel channel(ResultSet row) throws SQLException {
        var topic = row.getString(8);
        var age = row.getLong(11);
        var retention = row.wasNull() ? null : new Retention(age, row.getInt(12));
        var fromJoin = row.getInt(13) != 0;
        var ownPolicy = !row.wasNull();
        return new RegisteredChannel(
                row.getString(2),
                row.getString(1),
                row.getString(3),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                row.getInt(7),
                topic == null ? null : new RegisteredChannel.Topic(topic, row.getString(9), row.getLong(10)),
                retention,
                ownPolicy ? (Boolean) fromJoin : null);
    }
}
