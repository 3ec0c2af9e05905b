// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.access;

import dev.heddle.protocols.http.AccessEntry;
import dev.heddle.protocols.http.AccessLine;
import dev.heddle.protocols.http.AccessLog;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// The access log: lines in the combined format, written by a thread of its own so that no loop waits for a disk.
///
/// Thread: any. Limit: [#WAITING] lines may wait; what comes above that is dropped, counted, and told in a line
/// of its own. What the disk does not take is lost, and told in the log of the server, once until it takes
/// something again.
public final class AccessFile implements AccessLog, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AccessFile.class.getName());
    private static final int WAITING = 8192;
    private static final long END_SECONDS = 5;
    private static final String END = "";

    private final OutputStream standard;

    /** Lines, and the streams for those behind them. */
    private final ArrayBlockingQueue<Object> lines = new ArrayBlockingQueue<>(WAITING);

    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean off;

    // The writer's.
    private OutputStream to = OutputStream.nullOutputStream();
    private boolean failing;

    private AccessFile(OutputStream standard) {
        this.standard = new NeverClosed(standard);
        writer = new Thread(this::write, "access-log");
        writer.setDaemon(true);
    }

    /// Begins to write.
    ///
    /// @param path a file, to which it appends, and which it makes when it is missing; "-": standard output;
    ///     empty: nowhere
    /// @param standard what standard output is; never closed here
    /// @return to be closed
    /// @throws IOException the file cannot be opened; the message names it
    public static AccessFile open(String path, OutputStream standard) throws IOException {
        var opened = new AccessFile(standard);
        opened.reopen(path);
        opened.writer.start();
        return opened;
    }

    /// Opens the file of that name now, for the exchanges that end from now on: after somebody has moved the old one
    /// away, or because it shall be another one. Never waits for what is being written.
    ///
    /// @param path as for [#open]
    /// @throws IOException it cannot be opened, or too much waits to be written; then all goes on as before
    public void reopen(String path) throws IOException {
        var opened = stream(path);
        if (!lines.offer(opened)) {
            opened.close();
            throw new IOException("access-log: " + WAITING + " lines wait to be written before " + path);
        }
        off = path.isEmpty();
    }

    private OutputStream stream(String path) throws IOException {
        if (path.isEmpty()) {
            return OutputStream.nullOutputStream();
        }
        if (path.equals("-")) {
            return standard;
        }
        try {
            return new BufferedOutputStream(
                    Files.newOutputStream(Path.of(path), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException | RuntimeException e) {
            throw new IOException("access-log: cannot append to " + path + ": " + e, e);
        }
    }

    @Override
    public void onExchange(AccessEntry entry) {
        if (!off && !lines.offer(AccessLine.combined(entry))) {
            dropped.increment();
        }
    }

    private void write() {
        try {
            for (var next = lines.take(); next != END; next = lines.take()) {
                if (next instanceof OutputStream stream) {
                    follow(stream);
                } else {
                    put((String) next);
                }
                if (lines.isEmpty()) {
                    tellDropped();
                    flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            tellDropped();
            follow(OutputStream.nullOutputStream());
        }
    }

    private void follow(OutputStream stream) {
        flush();
        try {
            to.close();
        } catch (IOException e) {
            failed(e);
        }
        to = stream;
    }

    private void put(String line) {
        try {
            to.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            failed(e);
        }
    }

    private void flush() {
        try {
            to.flush();
            failing = false;
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        if (!failing) {
            failing = true;
            LOG.log(System.Logger.Level.WARNING, "access-log-failed why=" + e.getMessage());
        }
    }

    private void tellDropped() {
        long count = dropped.sumThenReset();
        if (count > 0) {
            put("# " + count + " lines dropped: they came faster than they could be written");
        }
    }

    /// Writes what waits.
    @Override
    public void close() {
        try {
            if (lines.offer(END, END_SECONDS, TimeUnit.SECONDS)) {
                writer.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class NeverClosed extends FilterOutputStream {
        NeverClosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
