// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.store.Answer;
import dev.heddle.chat.store.Query;
import dev.heddle.chat.store.Snapshot;
import dev.heddle.chat.store.Store;
import dev.heddle.chat.store.StoreEvent;
import dev.heddle.chat.store.StoreFailure;
import dev.heddle.chat.store.StoreFailure.Kind;
import dev.heddle.chat.store.StoreOpenException;
import dev.heddle.chat.store.StoreOpenException.Reason;
import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Wakeup;
import dev.heddle.runtime.status.StatusReport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The store in one SQLite database, `heddle.db`, in a locked data directory. WAL, `synchronous=FULL`: what
/// [#settled()] covers survives `kill -9` and a power failure.
///
/// Deletion really deletes: `secure_delete` overwrites rows, free pages go back to the file system and the WAL
/// is emptied in the writer's next idle moment. Backups made before an upgrade are the operator's to delete.
///
/// Thread: as [Store] says. Limits: see [SqliteOptions].
public final class SqliteStore implements Store {
    /// The database in the data directory.
    public static final String FILE = "heddle.db";

    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(30);
    /// Room in the queue for questions beside the events.
    private static final int QUESTIONS_ROOM = 4_096;

    private static final VarHandle LAST_APPENDED;
    private static final VarHandle APPENDED_EVENTS;
    private static final VarHandle BEHIND;

    static {
        try {
            var lookup = MethodHandles.lookup();
            LAST_APPENDED = lookup.findVarHandle(SqliteStore.class, "lastAppended", long.class);
            APPENDED_EVENTS = lookup.findVarHandle(SqliteStore.class, "appendedEvents", long.class);
            BEHIND = lookup.findVarHandle(SqliteStore.class, "behind", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Path file;
    private final SqliteOptions options;
    private final Snapshot snapshot;
    private final MpscQueue<Job> queue;
    private final StoreWriter writer;
    private final StoreReaders readers;
    private final Thread thread;
    /// Written by the hub's owner only.
    private long lastAppended;

    private long appendedEvents;

    @SuppressWarnings("UnusedVariable") // read through its VarHandle
    private boolean behind;

    private SqliteStore(
            Path file, SqliteOptions options, Database database, Snapshot snapshot, BatchWriter.CommitFault fault) {
        this.file = file;
        this.options = options;
        this.snapshot = snapshot;
        lastAppended = snapshot.lastSequence();
        queue = MpscQueue.open("store-writer", options.capacity() + QUESTIONS_ROOM, SqliteStore::disposed);
        readers = new StoreReaders(file, options.casemapping(), options.readers(), options.questionsMax());
        writer = new StoreWriter(file, database, lastAppended, queue, readers::give, fault);
        thread = Thread.ofPlatform().name("heddle-store-writer").start(writer);
    }

    private static void disposed(Job job) {
        if (job instanceof Job.Asked<?> question) {
            question.answer().failed(closedFailure());
        }
    }

    private static StoreFailure closedFailure() {
        return new StoreFailure(Kind.CLOSED, "the store is closed");
    }

    /// Opens the database of a directory that the caller has locked and will unlock after [#close()]; creates
    /// or upgrades it.
    ///
    /// Throws StoreOpenException.
    public static SqliteStore open(DataDirectory directory, SqliteOptions options) {
        return open(directory, options, Schema.current(), number -> {});
    }

    static SqliteStore open(
            DataDirectory directory, SqliteOptions options, Schema schema, BatchWriter.CommitFault fault) {
        var file = directory.path().resolve(FILE);
        Database database = null;
        try {
            database = Database.openWriter(file);
            var created = schema.prepare(
                    database, file, options.casemapping(), options.clock().millis());
            var snapshot = new ServerTable(database).snapshot(created);
            return new SqliteStore(file, options, database, snapshot, fault);
        } catch (SQLException e) {
            closeIfOpen(database);
            throw failure(file, e);
        } catch (RuntimeException e) {
            closeIfOpen(database);
            throw e;
        }
    }

    private static void closeIfOpen(@Nullable Database database) {
        if (database != null) {
            database.close();
        }
    }

    private static StoreOpenException failure(Path file, SQLException e) {
        var code = e.getErrorCode() & 0xff;
        var reason = code == 26 || code == 11 ? Reason.NOT_OURS : Reason.NO_ACCESS;
        return new StoreOpenException(reason, file + ": cannot be opened: " + e.getMessage(), e);
    }

    @Override
    public Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public Offer append(long sequence, StoreEvent event) {
        if (sequence <= lastAppended) {
            throw new IllegalArgumentException(
                    "store: wanted a sequence above " + lastAppended + ", got " + sequence + " for " + event);
        }
        var waiting = waiting();
        if (waiting >= options.capacity()) {
            return queue.isClosed() ? Offer.CLOSED : Offer.FULL;
        }
        var offer = queue.offer(new Job.Numbered(sequence, event));
        if (offer == Offer.ACCEPTED) {
            APPENDED_EVENTS.setRelease(this, appendedEvents + 1);
            LAST_APPENDED.setRelease(this, sequence);
            if (waiting >= options.highWater()) {
                BEHIND.setRelease(this, true);
            }
        }
        return offer;
    }

    private long waiting() {
        return (long) APPENDED_EVENTS.getAcquire(this) - writer.settledEvents();
    }

    @Override
    public long settled() {
        return writer.settled();
    }

    @Override
    public boolean isSettled() {
        return writer.settled() >= (long) LAST_APPENDED.getAcquire(this);
    }

    @Override
    public @Nullable StoreFailure failureOf(long sequence) {
        return writer.failureOf(sequence);
    }

    @Override
    public void onSettled(Wakeup wakeup) {
        writer.onSettled(wakeup);
    }

    @Override
    public boolean isBehind() {
        if (!(boolean) BEHIND.getAcquire(this)) {
            return false;
        }
        if (waiting() > options.highWater() / 2) {
            return true;
        }
        BEHIND.setRelease(this, false);
        return false;
    }

    @Override
    public <T> void ask(long atSequence, Query<T> query, Answer<? super T> answer) {
        var question = new Job.Asked<>(query, answer);
        if (Math.min(atSequence, (long) LAST_APPENDED.getAcquire(this)) <= writer.settled()) {
            readers.give(question);
            return;
        }
        var offer = queue.offer(question);
        if (offer != Offer.ACCEPTED) {
            answer.failed(
                    offer == Offer.CLOSED
                            ? closedFailure()
                            : new StoreFailure(Kind.BUSY, "the writer's queue is full (" + queue.capacity() + ")"));
        }
    }

    /// Adds the writer's queue and the readers' to a report.
    public void report(StatusReport report) {
        report.add(queue);
        readers.report(report);
    }

    /// Writes a whole copy of what is committed now, for the file's owner only; commits go on meanwhile.
    ///
    /// @param to a file that is not there yet
    /// @throws IOException when it cannot be written; nothing is left of it then
    public void backup(Path to) throws IOException {
        if (Files.exists(to)) {
            throw new IOException(to + ": is there already; a backup overwrites nothing");
        }
        Database copier = null;
        try {
            Files.createFile(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            copier = Database.openCopier(file);
            copier.update("VACUUM INTO ?", to.toString());
        } catch (SQLException e) {
            Files.deleteIfExists(to);
            throw new IOException(to + ": the backup failed: " + e.getMessage(), e);
        } finally {
            closeIfOpen(copier);
        }
    }

    @Override
    public void close() {
        queue.close();
        if (!Threads.join(thread, STOP_NANOS)) {
            System.getLogger(SqliteStore.class.getName())
                    .log(Level.ERROR, "store-close: the writer has not ended after {0} ns", STOP_NANOS);
        }
        readers.stop(STOP_NANOS);
    }
}
