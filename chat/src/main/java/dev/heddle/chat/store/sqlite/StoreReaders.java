// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.store.StoreFailure;
import dev.heddle.chat.store.StoreFailure.Kind;
import dev.heddle.runtime.queue.MpmcQueue;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.status.StatusReport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The threads that answer questions, each with a read-only connection of its own, opened at its first
/// question.
///
/// Thread: [#give] from any.
/// Limit: `questionsMax` wait; more are answered BUSY by the caller's thread.
final class StoreReaders {
    private static final Logger LOG = System.getLogger(StoreReaders.class.getName());
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(3600);

    private final Path file;
    private final Casemapping casemapping;
    private final MpmcQueue<Job.Asked<?>> queue;
    private final List<Thread> threads = new ArrayList<>();

    StoreReaders(Path file, Casemapping casemapping, int count, int questionsMax) {
        this.file = file;
        this.casemapping = casemapping;
        queue = MpmcQueue.open("store-questions", questionsMax, StoreReaders::closed);
        for (var i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform()
                    .name("heddle-store-reader-" + i)
                    .daemon(true)
                    .start(this::run));
        }
    }

    private static void closed(Job.Asked<?> question) {
        question.answer().failed(new StoreFailure(Kind.CLOSED, "the store is closed"));
    }

    /// Takes a question; whatever happens, it is answered.
    void give(Job.Asked<?> question) {
        var offer = queue.offer(question);
        if (offer == Offer.CLOSED) {
            closed(question);
        } else if (offer == Offer.FULL) {
            question.answer()
                    .failed(new StoreFailure(Kind.BUSY, queue.capacity() + " questions wait for " + file + " already"));
        }
    }

    private void run() {
        StoreReader reader = null;
        while (!queue.isFinished()) {
            var question = queue.take(WAIT_NANOS);
            if (question != null) {
                reader = answer(reader, question);
            } else {
                // Closed, or a stray interrupt: the flag would end every later wait at once.
                Thread.interrupted();
            }
        }
        if (reader != null) {
            reader.close();
        }
    }

    /// Answers; gives back the reader for the next question, null if it must be opened anew.
    private <T> @Nullable StoreReader answer(@Nullable StoreReader open, Job.Asked<T> question) {
        var reader = open;
        T result;
        try {
            reader = reader == null ? new StoreReader(Database.openReader(file), casemapping) : reader;
            result = reader.result(question.query());
        } catch (SQLException | StoreReader.ReadFailedException e) {
            LOG.log(Level.WARNING, "store-read-failed file=" + file, e);
            if (reader != null) {
                reader.close();
            }
            question.answer().failed(new StoreFailure(Kind.IO_ERROR, file + ": " + e.getMessage()));
            return null;
        }
        try {
            question.answer().done(result);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "store-answer threw", e);
        }
        return reader;
    }

    void report(StatusReport report) {
        report.add(queue);
    }

    /// Answers what waits, then stops; at most `timeoutNanos`.
    void stop(long timeoutNanos) {
        queue.close();
        var deadline = System.nanoTime() + timeoutNanos;
        for (var thread : threads) {
            Threads.join(thread, deadline - System.nanoTime());
        }
        queue.closeNow();
    }
}
