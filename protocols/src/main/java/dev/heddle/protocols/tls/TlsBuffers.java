// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The buffers that all TLS sessions of a loop use in turn, so that an idle session holds none.
///
/// Thread: the loop. Nothing stays in them between two calls.
final class TlsBuffers implements AutoCloseable {
    /// The most plaintext of one record (RFC 8446 section 5.1).
    static final int RECORD_PLAIN_BYTES = 1 << 14;

    /// A record with its header and the most that a cipher adds (RFC 5246 section 6.2.3), rounded up.
    static final int RECORD_BYTES_MOST = RECORD_PLAIN_BYTES + 2048 + 64;

    /// The most that is encrypted before it is known how much the socket takes.
    private static final int OUT_BYTES = 5 * RECORD_BYTES_MOST;

    /// The most ciphertext of one session that can wait to be opened.
    static final int IN_BYTES = 1 << 17;

    private final Arena arena = Arena.ofConfined();
    final MemorySegment in = arena.allocate(IN_BYTES);
    final MemorySegment plainOut = arena.allocate(RECORD_PLAIN_BYTES);
    final MemorySegment out = arena.allocate(OUT_BYTES);
    final MemorySegment plainIn = arena.allocate(RECORD_BYTES_MOST);
    final ByteBuffer inBuffer = in.asByteBuffer();
    final ByteBuffer plainOutBuffer = plainOut.asByteBuffer();
    final ByteBuffer outBuffer = out.asByteBuffer();
    final ByteBuffer plainInBuffer = plainIn.asByteBuffer();

    /// How much can be read behind what a session has kept.
    int roomFor(byte @Nullable [] kept) {
        return IN_BYTES - (kept == null ? 0 : kept.length);
    }

    @Override
    public void close() {
        arena.close();
    }
}
