// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.store.StoreEvent;
import dev.heddle.chat.store.StoreFailure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Turns a run of events into one transaction. An event that the database itself refuses does not take the
/// others with it: they are tried again one by one.
///
/// Thread: the writer's.
final class BatchWriter {
    /// A sequence that is not on disk.
    record Failed(long from, long to, StoreFailure why) {}

    /// Called with the number of the commit before each one, counted from 1; what it throws fails the commit.
    interface CommitFault {
        void beforeCommit(long number) throws SQLException;
    }

    private final Database database;
    private final CommitFault fault;
    private final HistoryTable history;
    private final AccountTable accounts;
    private final ChannelTable channels;
    private final ServerTable server;
    private final LongConsumer onDeleted;
    private long commits;
    private long lastTimeMillis;

    /// `onDeleted` hears how many entries of the history a transaction has deleted.
    BatchWriter(Database database, CommitFault fault, LongConsumer onDeleted) {
        this.database = database;
        this.fault = fault;
        this.onDeleted = onDeleted;
        history = new HistoryTable(database);
        accounts = new AccountTable(database);
        channels = new ChannelTable(database);
        server = new ServerTable(database);
    }

    /// Commits the batch, which is not empty; answers what is not on disk, in order.
    List<Failed> write(List<Job.Numbered> batch) {
        var failed = new ArrayList<Failed>();
        var why = attempt(batch, failed);
        if (why == null) {
            return failed;
        }
        failed.clear();
        if (why.kind() != StoreFailure.Kind.REJECTED) {
            failed.add(new Failed(batch.getFirst().sequence(), batch.getLast().sequence(), why));
            return failed;
        }
        for (var item : batch) {
            var alone = attempt(List.of(item), failed);
            if (alone != null) {
                failed.add(new Failed(item.sequence(), item.sequence(), alone));
            }
        }
        return failed;
    }

    /// One transaction; answers why it did not happen. Events that contradict what is stored are added to
    /// `failed`.
    private @Nullable StoreFailure attempt(List<Job.Numbered> batch, List<Failed> failed) {
        try {
            database.update("BEGIN IMMEDIATE");
            lastTimeMillis = 0;
            for (var item : batch) {
                var why = apply(item.event());
                if (why != null) {
                    failed.add(new Failed(item.sequence(), item.sequence(), why));
                }
            }
            server.advance(batch.getLast().sequence(), lastTimeMillis);
            fault.beforeCommit(++commits);
            database.update("COMMIT");
            return null;
        } catch (SQLException e) {
            rollback();
            return new StoreFailure(kind(e), "commit of " + batch.size() + " events: " + e.getMessage());
        } catch (RuntimeException e) {
            rollback();
            return new StoreFailure(StoreFailure.Kind.REJECTED, "commit of " + batch.size() + " events: " + e);
        }
    }

    private void rollback() {
        history.onRollback();
        try {
            database.update("ROLLBACK");
        } catch (SQLException alreadyRolledBack) {
            // Disk full and I/O errors roll back by themselves, and then there is no transaction any more.
            System.getLogger(BatchWriter.class.getName())
                    .log(System.Logger.Level.DEBUG, "store-rollback: {0}", alreadyRolledBack.getMessage());
        }
    }

    private static StoreFailure.Kind kind(SQLException e) {
        var code = e instanceof SQLiteException own ? own.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
        return switch (code.code & 0xff) {
            case 13 -> StoreFailure.Kind.DISK_FULL;
            case 18, 19, 20 -> StoreFailure.Kind.REJECTED;
            default -> StoreFailure.Kind.IO_ERROR;
        };
    }

    private @Nullable StoreFailure apply(StoreEvent event) throws SQLException {
        switch (event) {
            case StoreEvent.Posted posted -> {
                lastTimeMillis = posted.entry().timeMillis();
                history.post(posted);
            }
            case StoreEvent.AccountCreated(var account) -> {
                return accounts.create(account);
            }
            case StoreEvent.AccountChanged(var account) -> {
                return accounts.change(account);
            }
            case StoreEvent.AccountDeleted(var folded) -> {
                accounts.delete(folded);
                onDeleted.accept(history.deleteConversations(folded));
            }
            case StoreEvent.Redacted(var message, var places) -> onDeleted.accept(history.redact(message, places));
            case StoreEvent.HistoryPurged(var place, var upTo) -> onDeleted.accept(history.purge(place, upTo));
            case StoreEvent.HistoryExpired expired -> onDeleted.accept(history.expire(expired));
            case StoreEvent.ListMaskAdded added -> {
                return channels.addMask(added);
            }
            case StoreEvent.AccessSet set -> {
                return channels.setRole(set);
            }
            default -> applyRest(event);
        }
        return null;
    }

    private void applyRest(StoreEvent event) throws SQLException {
        switch (event) {
            case StoreEvent.ChannelSaved(var channel) -> channels.save(channel);
            case StoreEvent.ChannelDropped(var folded) -> channels.drop(folded);
            case StoreEvent.ListMaskRemoved removed -> channels.removeMask(removed);
            case StoreEvent.AccessRemoved removed -> channels.removeRole(removed);
            case StoreEvent.BanAdded(var ban) -> server.addBan(ban);
            case StoreEvent.BanRemoved(var kind, var mask) -> server.removeBan(kind, mask);
            case StoreEvent.ReadPositionSet set -> server.setReadPosition(set);
            case StoreEvent.StayBegan began -> server.beginStay(began);
            case StoreEvent.StayEnded(var account, var channel) -> server.endStay(account, channel);
            case StoreEvent.SettingSaved(var key, var value) -> server.saveSetting(key, value);
            case StoreEvent.SettingRemoved(var key) -> server.removeSetting(key);
            default -> throw new IllegalStateException("event not handled: " + event);
        }
    }
}
