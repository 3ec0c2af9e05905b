// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.runtime.unit.Gathered;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// permessage-deflate without context take-over, so that one pair of windows serves all connections of a loop
/// and a message is compressed once for all who get it.
///
/// Thread: one, most often a loop. Lifetime: [#close] frees the native windows.
/// Limit: an inflated message is cut off at the limit that the caller gives, before it is all there.
/// Source: RFC 7692 section 7
public final class Deflate implements AutoCloseable {
    /// The bytes are no deflate stream.
    public static final int NOT_DEFLATE = -1;

    /// The result would be longer than the limit.
    public static final int TOO_LONG = -2;

    /// The largest window, which needs no care.
    public static final int WINDOW_BITS_MOST = 15;

    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
    private static final int FIRST_BYTES = 4096;
    private static final int KEPT_BYTES_MAX = 1 << 16;

    private final Inflater inflater = new Inflater(true);
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private byte[] buffer = new byte[FIRST_BYTES];
    private int length;

    /// Makes the windows.
    public Deflate() {}

    // ---- what came

    /// Undoes the compression of one message that lies in one piece.
    ///
    /// @param memory where the payload is, lent for the call
    /// @param fromBytes its first byte
    /// @param lengthBytes how much of it
    /// @param limitBytes the longest result
    /// @return the length of the result, to be found in [#inflated()]; or [#NOT_DEFLATE], [#TOO_LONG]
    public int inflate(MemorySegment memory, long fromBytes, int lengthBytes, int limitBytes) {
        begin();
        int answer = feed(memory.asSlice(fromBytes, lengthBytes).asByteBuffer(), limitBytes);
        return answer < 0 ? answer : finish(limitBytes);
    }

    /// The same for one that was gathered.
    int inflate(Gathered gathered, int limitBytes) {
        begin();
        for (int i = 0; i < gathered.unitCount(); i++) {
            int answer = feed(gathered.unit(i).toByteBuffer(), limitBytes);
            if (answer < 0) {
                return answer;
            }
        }
        return finish(limitBytes);
    }

    /// Where the last result is.
    ///
    /// @return lent until the next call; longer than the result, which is at its front
    public MemorySegment inflated() {
        return MemorySegment.ofArray(buffer);
    }

    private void begin() {
        inflater.reset();
        if (buffer.length > KEPT_BYTES_MAX) {
            buffer = new byte[FIRST_BYTES];
        }
        length = 0;
    }

    private int finish(int limitBytes) {
        int answer = inflater.finished() ? 0 : feed(ByteBuffer.wrap(TAIL), limitBytes);
        return answer < 0 ? answer : length;
    }

    private int feed(ByteBuffer input, int limitBytes) {
        inflater.setInput(input);
        try {
            for (; ; ) {
                int room = Math.min(buffer.length, limitBytes + 1) - length; // one more than allowed shows that it is
                int n = inflater.inflate(buffer, length, room);
                length += n;
                if (length > limitBytes) {
                    return TOO_LONG;
                }
                if (inflater.finished() || (n == 0 && inflater.needsInput())) {
                    return 0;
                }
                if (length == buffer.length) {
                    buffer = Arrays.copyOf(buffer, buffer.length * 2);
                } else if (n == 0) {
                    return NOT_DEFLATE; // it asks for a dictionary, of which there is none
                }
            }
        } catch (DataFormatException e) {
            return NOT_DEFLATE;
        }
    }

    // ---- what goes out

    /// Compresses one message.
    ///
    /// @param payload what to compress, lent for the call
    /// @param windowBits how far back the other end can look, 8 to 15
    /// @return the frame's payload, lent until the next call
    public MemorySegment deflate(MemorySegment payload, int windowBits) {
        if (windowBits < 8 || windowBits > WINDOW_BITS_MOST) {
            throw new IllegalArgumentException("deflate: wanted a window of 8 to 15 bits, got " + windowBits);
        }
        length = 0;
        long size = payload.byteSize();
        // The JDK's deflater always looks back 32 KiB. Cut into pieces no longer than the other end's window, each
        // begun afresh, what it makes never points further back than that.
        long step = windowBits == WINDOW_BITS_MOST ? Math.max(1, size) : 1L << windowBits;
        long at = 0;
        do {
            long piece = Math.min(step, size - at);
            deflatePiece(payload.asSlice(at, piece).asByteBuffer());
            at += piece;
        } while (at < size);
        return MemorySegment.ofArray(buffer).asSlice(0, length - TAIL.length);
    }

    private void deflatePiece(ByteBuffer piece) {
        deflater.reset();
        deflater.setInput(piece);
        for (; ; ) {
            if (buffer.length - length < FIRST_BYTES / 4) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            length += deflater.deflate(buffer, length, buffer.length - length, Deflater.SYNC_FLUSH);
            if (length < buffer.length) {
                return;
            }
        }
    }

    /// Compresses one message if that makes it shorter.
    ///
    /// @param from what to compress
    /// @param lengthBytes how much of it, from its first byte on
    /// @param to where the result goes; up to `lengthBytes` + 4 bytes are written there
    /// @param atBytes its first byte
    /// @return the length of the result; -1 when it is no shorter
    public int deflateShorter(byte[] from, int lengthBytes, byte[] to, int atBytes) {
        deflater.reset();
        deflater.setInput(from, 0, lengthBytes);
        int most = lengthBytes + TAIL.length;
        int n = deflater.deflate(to, atBytes, most, Deflater.SYNC_FLUSH);
        return n >= most ? -1 : n - TAIL.length;
    }

    @Override
    public void close() {
        inflater.end();
        deflater.end();
    }
}
