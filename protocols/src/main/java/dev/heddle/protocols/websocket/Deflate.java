// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// permessage-deflate without context take-over, so that one pair of windows serves all connections of a loop
/// and a message is compressed once for all who get it.
///
/// Thread: the owning loop. Lifetime: [#close] frees the native windows.
/// Source: RFC 7692 section 7
public final class Deflate implements AutoCloseable {
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
    private static final int STEP_BYTES = 4096;

    private final Inflater inflater = new Inflater(true);
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private byte[] buffer = new byte[STEP_BYTES];
    private boolean overLimit;

    /// Makes the loop's windows.
    public Deflate() {}

    /// Undoes the compression of one message.
    ///
    /// @param data the payload as it came
    /// @param length how much of it
    /// @param limitBytes the longest result
    /// @return lent until the next call; null when it is no deflate stream or the result is too long
    public @Nullable MemorySegment inflate(byte[] data, int length, long limitBytes) {
        overLimit = false;
        inflater.reset();
        inflater.setInput(data, 0, length);
        boolean tailGiven = false;
        int out = 0;
        try {
            for (; ; ) {
                if (out == buffer.length) {
                    buffer = Arrays.copyOf(buffer, buffer.length * 2);
                }
                int n = inflater.inflate(buffer, out, buffer.length - out);
                out += n;
                if (out > limitBytes) {
                    overLimit = true;
                    return null;
                }
                if (inflater.finished() || (n == 0 && inflater.needsInput() && tailGiven)) {
                    return MemorySegment.ofArray(buffer).asSlice(0, out);
                }
                if (inflater.needsInput() && !tailGiven) {
                    inflater.setInput(TAIL);
                    tailGiven = true;
                } else if (n == 0 && out < buffer.length) {
                    return null;
                }
            }
        } catch (DataFormatException e) {
            return null;
        }
    }

    /// Why [#inflate] answered null.
    ///
    /// @return true: the result would have been too long; false: it was no deflate stream
    public boolean failedByLimit() {
        return overLimit;
    }

    /// Compresses one message.
    ///
    /// @param payload what to compress
    /// @return the frame's payload, lent until the next call
    public MemorySegment deflate(MemorySegment payload) {
        deflater.reset();
        deflater.setInput(payload.asByteBuffer());
        int out = 0;
        for (; ; ) {
            if (buffer.length - out < STEP_BYTES / 4) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            int n = deflater.deflate(buffer, out, buffer.length - out, Deflater.SYNC_FLUSH);
            out += n;
            if (out < buffer.length) {
                return MemorySegment.ofArray(buffer).asSlice(0, out - TAIL.length);
            }
        }
    }

    @Override
    public void close() {
        inflater.end();
        deflater.end();
    }
}
