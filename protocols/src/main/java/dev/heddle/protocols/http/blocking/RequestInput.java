// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.blocking;

import dev.heddle.protocols.http.ExchangeDoor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// A request's body as a stream. Thread: its exchange's.
final class RequestInput extends InputStream {
    private final ExchangeDoor door;
    private final long waitNanos;

    RequestInput(ExchangeDoor door, long waitNanos) {
        this.door = door;
        this.waitNanos = waitNanos;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int most) throws IOException {
        Objects.checkFromIndexSize(at, most, into.length);
        if (most == 0) {
            return 0;
        }
        int length = door.read(into, at, most, waitNanos);
        if (length == 0) {
            throw new IOException("http body: wanted some bytes within " + waitNanos / 1_000_000 + " ms, got none"
                    + (Thread.currentThread().isInterrupted() ? ": interrupted" : ""));
        }
        if (length == ExchangeDoor.FAILED) {
            throw new IOException("http body: the rest does not come: " + door.failure());
        }
        return length;
    }
}
