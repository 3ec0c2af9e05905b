// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.store.CommitFailures;
import dev.heddle.chat.store.StoreFailure;
import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Wait;
import dev.heddle.runtime.queue.Wakeup;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The writer's duty cycle: wait, take what is there (at most [#BATCH_MAX]), commit, publish, wake.
///
/// ```
///  queue ─▶ drain ─▶ [Numbered, …] ─▶ BEGIN … COMMIT ─▶ settled ─▶ wake-ups
///              └───▶ [Asked, …] ───────────────────────────────▶ readers
/// ```
/// Nobody waits for a batch to fill: while one commits the next one gathers, so a busy server has large batches
/// and an idle one has quick commits.
///
/// Thread: [#run] is the writer thread; the published fields are read by anyone.
final class StoreWriter implements Runnable {
    /// Most events of one transaction.
    static final int BATCH_MAX = 1_024;

    private static final Logger LOG = System.getLogger(StoreWriter.class.getName());
    private static final long IDLE_NANOS = 250_000_000L;
    /// Pages that one idle moment gives back to the file system.
    private static final int VACUUM_PAGES = 256;

    private static final VarHandle SETTLED;
    private static final VarHandle SETTLED_EVENTS;
    private static final VarHandle FAILURES;

    static {
        try {
            var lookup = MethodHandles.lookup();
            SETTLED = lookup.findVarHandle(StoreWriter.class, "settled", long.class);
            SETTLED_EVENTS = lookup.findVarHandle(StoreWriter.class, "settledEvents", long.class);
            FAILURES = lookup.findVarHandle(StoreWriter.class, "failures", CommitFailures.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Path file;
    private final MpscQueue<Job> queue;
    private final Consumer<Job.Asked<?>> readers;
    private final BatchWriter.CommitFault fault;
    private final CopyOnWriteArrayList<Wakeup> wakeups = new CopyOnWriteArrayList<>();
    private final List<Job.Numbered> batch = new ArrayList<>(BATCH_MAX);
    private final List<Job.Asked<?>> asked = new ArrayList<>();
    /// Null after an I/O error, until it can be opened again.
    private @Nullable Database database;

    private @Nullable BatchWriter writer;
    /// Deleted entries whose pages and WAL frames still hold their text.
    private long deletedSinceCleanup;

    @SuppressWarnings("UnusedVariable") // read through its VarHandle
    private long settled;

    private long settledEvents;
    private CommitFailures failures = CommitFailures.NONE;

    StoreWriter(
            Path file,
            Database database,
            long settled,
            MpscQueue<Job> queue,
            Consumer<Job.Asked<?>> readers,
            BatchWriter.CommitFault fault) {
        this.file = file;
        this.database = database;
        this.settled = settled;
        this.queue = queue;
        this.readers = readers;
        this.fault = fault;
        writer = new BatchWriter(database, fault, this::onDeleted);
    }

    private void onDeleted(long entries) {
        deletedSinceCleanup += entries;
    }

    long settled() {
        return (long) SETTLED.getAcquire(this);
    }

    /// How many events are settled since the store was opened.
    long settledEvents() {
        return (long) SETTLED_EVENTS.getAcquire(this);
    }

    @Nullable
    StoreFailure failureOf(long sequence) {
        return ((CommitFailures) FAILURES.getAcquire(this)).of(sequence);
    }

    void onSettled(Wakeup wakeup) {
        wakeups.add(wakeup);
    }

    /// Works until the queue is closed and empty.
    @Override
    public void run() {
        var why = Wait.READY;
        while (why != Wait.CLOSED) {
            why = queue.await(IDLE_NANOS);
            if (why == Wait.READY) {
                turn();
            } else if (why == Wait.TIMED_OUT) {
                cleanUp();
            } else if (why == Wait.INTERRUPTED) {
                // Nobody interrupts the writer to stop it: close does. Clear the flag, or the next wait would end at
                // once.
                Thread.interrupted();
            }
        }
        cleanUp();
        if (database != null) {
            database.close();
        }
    }

    /// One turn: at most one transaction.
    void turn() {
        queue.drain(this::sort, BATCH_MAX);
        if (!batch.isEmpty()) {
            publish(commit());
            batch.clear();
        }
        asked.forEach(readers);
        asked.clear();
    }

    private void sort(Job job) {
        switch (job) {
            case Job.Numbered numbered -> batch.add(numbered);
            case Job.Asked<?> question -> asked.add(question);
        }
    }

    private List<BatchWriter.Failed> commit() {
        var ready = writer();
        if (ready == null) {
            return List.of(allFailed("the database cannot be opened again"));
        }
        var failed = ready.write(batch);
        for (var item : failed) {
            if (item.why().kind() == StoreFailure.Kind.IO_ERROR) {
                LOG.log(Level.ERROR, "store-commit-failed events={0} why={1}", batch.size(), item.why());
                // What the connection still believes after an I/O error is not worth keeping.
                writer = null;
                break;
            }
            LOG.log(Level.WARNING, "store-commit-failed from={0} to={1} why={2}", item.from(), item.to(), item.why());
        }
        return failed;
    }

    private BatchWriter.Failed allFailed(String why) {
        return new BatchWriter.Failed(
                batch.getFirst().sequence(),
                batch.getLast().sequence(),
                new StoreFailure(StoreFailure.Kind.IO_ERROR, file + ": " + why));
    }

    private @Nullable BatchWriter writer() {
        if (writer == null) {
            if (database != null) {
                database.close();
                database = null;
            }
            try {
                database = Database.openWriter(file);
                writer = new BatchWriter(database, fault, this::onDeleted);
                LOG.log(Level.INFO, "store-reopened file={0}", file);
            } catch (SQLException e) {
                LOG.log(Level.ERROR, "store-reopen-failed file=" + file, e);
            }
        }
        return writer;
    }

    private void publish(List<BatchWriter.Failed> failed) {
        var known = failures;
        for (var item : failed) {
            known = known.with(item.from(), item.to(), item.why());
        }
        FAILURES.setRelease(this, known);
        SETTLED_EVENTS.setRelease(this, settledEvents + batch.size());
        // Last, because whoever sees it may ask for the failure.
        SETTLED.setRelease(this, batch.getLast().sequence());
        wakeups.forEach(Wakeup::wake);
    }

    /// After deletions: free pages go back to the file system, and the WAL, which still holds the pages as they
    /// were, is emptied. A reader in the middle of a page of history may prevent the latter; then the next idle
    /// moment tries again.
    private void cleanUp() {
        if (deletedSinceCleanup == 0 || database == null) {
            return;
        }
        try {
            database.execute("PRAGMA incremental_vacuum(" + VACUUM_PAGES + ")");
            if (database.number("PRAGMA freelist_count", 0) == 0
                    && database.number("PRAGMA wal_checkpoint(TRUNCATE)", 1) == 0) {
                deletedSinceCleanup = 0;
            }
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "store-cleanup-failed file=" + file, e);
        }
    }
}
