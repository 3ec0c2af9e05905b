// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.exchange;

import dev.heddle.protocols.http.ExchangeDoor;
import dev.heddle.runtime.worker.Append;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/// The streams of a [JdkExchange]. Thread: whoever handles it.
final class JdkBodies {
    private static final long WAIT_NANOS = 30_000_000_000L;

    private JdkBodies() {}

    /// The request's body; ends where the request does.
    static final class In extends InputStream {
        private final ExchangeDoor door;

        In(ExchangeDoor door) {
            this.door = door;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, into.length);
            if (length == 0) {
                return 0;
            }
            int got = door.read(into, from, length, WAIT_NANOS);
            if (got == 0) {
                throw new IOException("wanted a part of the request's body within 30 s, got none");
            }
            if (got == ExchangeDoor.FAILED) {
                throw new IOException("the request's body is cut: " + door.failure());
            }
            return got == ExchangeDoor.END ? -1 : got;
        }
    }

    /// The answer's body: gathered to [#BYTES], sent when it is full, flushed or closed.
    static final class Out extends OutputStream {
        private static final int BYTES = 8192;

        private final ExchangeDoor door;
        private final boolean dropped;
        private final byte[] gathered = new byte[BYTES];
        private int count;
        private long left = -1;
        private boolean closed;

        Out(ExchangeDoor door, boolean isHead) {
            this.door = door;
            dropped = isHead;
        }

        /// How many bytes there will be; -1: not known.
        void expect(long bytes) {
            left = bytes;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int at, int length) throws IOException {
            Objects.checkFromIndexSize(at, length, from.length);
            if (closed || !door.isStarted()) {
                throw new IOException(
                        closed ? "the stream is closed" : "wanted sendResponseHeaders before the body, got none");
            }
            if (left >= 0 && length > left) {
                throw new IOException("wanted at most " + left + " more bytes of the body, got " + length);
            }
            left -= left >= 0 ? length : 0;
            if (dropped) {
                return;
            }
            if (length > BYTES - count) {
                send();
            }
            if (length >= BYTES) {
                append(Arrays.copyOfRange(from, at, at + length));
            } else {
                System.arraycopy(from, at, gathered, count, length);
                count += length;
            }
        }

        private void send() throws IOException {
            if (count > 0) {
                var part = Arrays.copyOf(gathered, count);
                count = 0;
                append(part);
            }
        }

        private void append(byte[] part) throws IOException {
            var outcome = door.append(part, WAIT_NANOS);
            if (outcome != Append.ACCEPTED) {
                throw new IOException("the client takes no more of the answer: " + outcome);
            }
        }

        @Override
        public void flush() throws IOException {
            if (!closed && door.isStarted()) {
                send();
            }
        }

        @Override
        public void close() throws IOException {
            if (closed || door.isFinished()) {
                closed = true;
                return;
            }
            closed = true;
            if (!door.isStarted()) {
                return;
            }
            if (left > 0) {
                door.abort("its body is shorter than its Content-Length");
                throw new IOException("wanted " + left + " more bytes of the body, got its end");
            }
            send();
            if (door.finish() != Append.ACCEPTED) {
                throw new IOException("the client has left");
            }
        }
    }
}
