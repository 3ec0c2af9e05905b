// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A program in a terminal of its own (by `script`): lines are typed into it, and what it shows is read.
final class Terminal implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(240);

    private final Process process;
    private final StringBuilder shown = new StringBuilder();
    private int seen;

    private Terminal(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    /// Starts it; the test is left out where the program is not installed.
    static Terminal start(Path home, String program, String... arguments) {
        for (var needed : new String[] {program, "script"}) {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin", needed)), "NOT RUN: install " + needed);
        }
        try {
            var command = "stty rows 50 cols 150; exec /usr/bin/" + program + " " + String.join(" ", arguments);
            var builder =
                    new ProcessBuilder("/usr/bin/script", "-qfec", command, "/dev/null").redirectErrorStream(true);
            builder.environment().put("TERM", "xterm");
            builder.environment().put("HOME", home.toString());
            builder.environment().put("LC_ALL", "C.UTF-8");
            return new Terminal(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        var bytes = new byte[4096];
        try (var from = process.getInputStream()) {
            for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
                synchronized (shown) {
                    shown.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
                    shown.notifyAll();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            synchronized (shown) {
                shown.append(" <the program has ended> ");
                shown.notifyAll();
            }
        }
    }

    Terminal type(String line) {
        try {
            process.getOutputStream().write((line + "\r").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new AssertionError("cannot type '" + line + "' into: " + text(), e);
        }
    }

    /// Waits until it shows this, after what was awaited before.
    Terminal await(String wanted) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        synchronized (shown) {
            int at = text().indexOf(wanted, seen);
            while (at < 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("wanted '" + wanted + "', it shows: …" + last());
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(shown, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError(e);
                }
                at = text().indexOf(wanted, seen);
            }
            seen = at + wanted.length();
        }
        return this;
    }

    /// All that it has shown, without colours and movements.
    private String text() {
        return shown.toString()
                .replaceAll("\u001b\\[[0-9;?>]*[ -/]*[@-~]", " ")
                .replaceAll("\u001b[()][A-Z0-9]|\u001b[=>78]|\u000f|\u000e|\r", "")
                .replaceAll("\\s+", " ");
    }

    private String last() {
        var text = text();
        return text.substring(Math.max(seen, text.length() - 1_500));
    }

    void awaitEnd() {
        await("<the program has ended>");
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
