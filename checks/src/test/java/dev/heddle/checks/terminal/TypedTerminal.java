// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;

/** A dumb terminal at which a test sits: it types lines, and reads until something is there. */
final class TypedTerminal implements AutoCloseable {
    private static final long PATIENCE_NANOS = 240_000_000_000L;

    private final PipedOutputStream keys = new PipedOutputStream();
    private final Screen screen = new Screen();
    private final Terminal terminal;

    TypedTerminal() throws IOException {
        terminal = new DumbTerminal(
                "test", Terminal.TYPE_DUMB, new PipedInputStream(keys, 1 << 16), screen, StandardCharsets.UTF_8);
    }

    Terminal terminal() {
        return terminal;
    }

    /** Types a line. */
    void type(String line) throws IOException {
        keys.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    /** Waits until this is shown, behind everything that was waited for before. */
    void await(String text) throws InterruptedException {
        screen.await(text);
    }

    /** Everything that was shown. */
    String shown() {
        return screen.text();
    }

    @Override
    public void close() throws IOException {
        keys.close();
        terminal.close();
    }

    private static final class Screen extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int seen;

        @Override
        public synchronized void write(int b) {
            bytes.write(b);
            notifyAll();
        }

        @Override
        public synchronized void write(byte[] from, int offset, int length) {
            bytes.write(from, offset, length);
            notifyAll();
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        synchronized void await(String wanted) throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            int at = text().indexOf(wanted, seen);
            while (at < 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("wanted '" + wanted + "', got:\n" + text().substring(seen));
                }
                wait(Math.max(1, left / 1_000_000));
                at = text().indexOf(wanted, seen);
            }
            seen = at + wanted.length();
        }
    }
}
