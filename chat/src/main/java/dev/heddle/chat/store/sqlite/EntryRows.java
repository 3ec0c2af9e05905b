// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Tags;
import dev.heddle.chat.store.EntryKind;
import dev.heddle.chat.store.HistoryEntry;
import dev.heddle.chat.store.Place;
import java.sql.ResultSet;
import java.sql.SQLException;

/// How places and entries look in the tables `buffer` and `entry`.
final class EntryRows {
    /// The columns that [#entry] reads, in its order.
    static final String COLUMNS = "sequence, salt, time, kind, bot, source, account, target, tags, body";

    private EntryRows() {}

    static HistoryEntry entry(ResultSet row) throws SQLException {
        return new HistoryEntry(
                new MessageId(row.getLong(1), row.getLong(2)),
                row.getLong(3),
                EntryKind.ofNumber(row.getInt(4)),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                Tags.parse(row.getString(9)),
                row.getString(10),
                row.getInt(5) != 0);
    }

    /// The owner column: an account, or empty for a channel.
    static String owner(Place place) {
        return switch (place) {
            case Place.OfChannel channel -> "";
            case Place.OfAccount side -> side.account();
        };
    }

    static Place place(String owner, String name) {
        return owner.isEmpty() ? Place.channel(name) : Place.conversation(owner, name);
    }
}
