// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.blocking;

import dev.heddle.protocols.http.ExchangeDoor;
import dev.heddle.protocols.http.ResponseHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/// An answer's body as a stream. Thread: its exchange's. Nothing leaves before the buffer is full, flushed or
/// closed.
final class AnswerOutput extends OutputStream {
    private static final int BUFFER_BYTES = 8192;

    private final ExchangeDoor door;
    private final int status;
    private final ResponseHeaders headers;
    private final long waitNanos;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;
    private boolean started;
    private boolean closed;

    AnswerOutput(ExchangeDoor door, int status, ResponseHeaders headers, long waitNanos) {
        this.door = door;
        this.status = status;
        this.headers = headers;
        this.waitNanos = waitNanos;
    }

    @Override
    public void write(int b) throws IOException {
        if (length == BUFFER_BYTES) {
            send();
        }
        checkOpen();
        buffer[length++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, bytes.length);
        checkOpen();
        int at = from;
        int left = count;
        while (left > 0) {
            if (length == BUFFER_BYTES) {
                send();
            }
            int piece = Math.min(left, BUFFER_BYTES - length);
            System.arraycopy(bytes, at, buffer, length, piece);
            length += piece;
            at += piece;
            left -= piece;
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("http answer: written after its stream was closed");
        }
    }

    private void send() throws IOException {
        start();
        if (length > 0) {
            var part = Arrays.copyOf(buffer, length);
            length = 0;
            BlockingExchange.check(door.append(part, waitNanos));
        }
    }

    private void start() {
        if (!started) {
            started = true;
            door.start(status, headers);
        }
    }

    @Override
    public void flush() throws IOException {
        if (closed) {
            return;
        }
        boolean nothing = length == 0;
        send();
        if (nothing) {
            BlockingExchange.check(door.flush());
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (!started) {
            BlockingExchange.check(door.respond(status, headers, Arrays.copyOf(buffer, length)));
        } else {
            send();
            BlockingExchange.check(door.finish());
        }
    }
}
