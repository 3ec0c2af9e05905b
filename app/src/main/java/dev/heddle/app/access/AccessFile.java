// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.wsgi;

import dev.heddle.protocols.http.AccessEntry;
import dev.heddle.protocols.http.AccessLine;
import dev.heddle.protocols.http.AccessLog;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// The access log: lines in the combined format, written by a thread of its own so that no loop waits for a disk.
///
/// Thread: any. Limit: [#WAITING] lines may wait; what comes above that is dropped, counted, and told in the log.
final class AccessFile implements AccessLog, AutoCloseable {
    private static final int WAITING = 8192;
    private static final long END_SECONDS = 5;
    private static final String END = "";

    private final PrintStream to;
    private final boolean owned;
    private final ArrayBlockingQueue<String> lines = new ArrayBlockingQueue<>(WAITING);
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;

    private AccessFile(PrintStream to, boolean owned) {
        this.to = to;
        this.owned = owned;
        writer = new Thread(this::write, "access-log");
        writer.setDaemon(true);
        writer.start();
    }

    /// Opens it, for appending.
    ///
    /// @param path "-": standard output
    static AccessFile open(String path, PrintStream standard) throws IOException {
        if (path.equals("-")) {
            return new AccessFile(standard, false);
        }
        var file = Files.newOutputStream(Path.of(path), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new AccessFile(new PrintStream(file, false, StandardCharsets.US_ASCII), true);
    }

    @Override
    public void onExchange(AccessEntry entry) {
        if (!lines.offer(AccessLine.combined(entry))) {
            dropped.increment();
        }
    }

    private void write() {
        try {
            for (var line = lines.take(); !line.equals(END); line = lines.take()) {
                to.println(line);
                if (lines.isEmpty()) {
                    tellDropped();
                    to.flush();
                }
            }
            tellDropped();
            to.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellDropped() {
        long count = dropped.sumThenReset();
        if (count > 0) {
            to.println("# " + count + " lines dropped: they came faster than they could be written");
        }
    }

    /** Writes what waits. */
    @Override
    public void close() {
        try {
            if (lines.offer(END, END_SECONDS, TimeUnit.SECONDS)) {
                writer.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (owned) {
            to.close();
        }
    }
}
