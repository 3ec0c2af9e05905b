// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.net.DirectOutput;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.SliceReader;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What goes out of one session: plaintext that waits, the records that are made of it, and at most one remainder of
/// ciphertext that the socket did not take; while there is one, nothing more is encrypted.
///
/// Thread: the loop. Limit: its user asks [#plainBytes()] before it adds.
final class RecordOutput implements SliceReader {
    private final SSLEngine engine;
    private final DirectOutput.Pipe pipe;
    private final TlsBuffers buffers;
    private final PlainQueue plain = new PlainQueue();
    private byte @Nullable [] remainder;
    private int remainderFrom;
    private boolean lost;

    /// A producer was pushed back: `room` is owed when half has gone.
    private boolean roomOwed;

    /// A backlog has lasted over a turn: `room` is owed when it has gone.
    private boolean backlog;

    RecordOutput(SSLEngine engine, DirectOutput.Pipe pipe, TlsBuffers buffers) {
        this.engine = engine;
        this.pipe = pipe;
        this.buffers = buffers;
    }

    // ---- plaintext

    /// Takes over one reference of the unit.
    void add(Unit unit, int fromBytes, int lengthBytes) {
        plain.add(unit, fromBytes, lengthBytes);
    }

    /// Takes the message over.
    void add(Chain message) {
        message.forEachSlice(this);
        message.release();
    }

    @Override
    public void onSlice(Unit unit, int offsetBytes, int lengthBytes) {
        if (lengthBytes > 0) {
            plain.add(unit.retain(), offsetBytes, lengthBytes);
        }
    }

    int plainBytes() {
        return plain.bytes();
    }

    /// What has not left yet, ciphertext included.
    int bytes() {
        return plain.bytes() + (remainder == null ? 0 : remainder.length);
    }

    /// The answer to a producer beyond the limit that may wait; one message is let through when nothing waits.
    Push pushBack() {
        roomOwed = plain.bytes() > 0;
        return roomOwed ? Push.FULL : Push.ACCEPTED;
    }

    /// Whether the layer above is to be told of room now; it is owed no more then.
    boolean takeRoom(int limitBytes) {
        boolean half = roomOwed && plain.bytes() <= limitBytes / 2;
        boolean allSent = backlog && plain.bytes() == 0 && remainder == null;
        if (half || allSent) {
            roomOwed = false;
            backlog = false;
            return true;
        }
        return false;
    }

    // ---- records

    /// The socket has not taken all: nothing more goes out until [#resume()].
    boolean isBlocked() {
        return remainder != null;
    }

    /// The connection has gone: nothing goes out any more.
    boolean isLost() {
        return lost;
    }

    /// Encrypts and sends what waits, as far as the socket takes it.
    void flush() throws SSLException {
        while (plain.bytes() > 0 && remainder == null && !lost) {
            sendRecords();
        }
    }

    /// Encrypts up to a few full records and sends them with one call.
    private void sendRecords() throws SSLException {
        var out = buffers.outBuffer.clear();
        // Room for two: the engine may make two records of what it finds too much for one.
        while (plain.bytes() > 0 && out.remaining() >= 2 * TlsBuffers.RECORD_BYTES_MOST) {
            int taken = plain.take(buffers.plainOut, TlsBuffers.RECORD_PLAIN_BYTES);
            var in = buffers.plainOutBuffer.clear().limit(taken);
            while (in.hasRemaining()) {
                wrap(in, out);
            }
        }
        send(out);
    }

    private void wrap(ByteBuffer in, ByteBuffer out) throws SSLException {
        var result = engine.wrap(in, out);
        if (result.getStatus() != SSLEngineResult.Status.OK) {
            throw new SSLException("wrap answered " + result.getStatus());
        }
        if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
            throw new SSLException("wrap made nothing of " + in.remaining() + " bytes");
        }
    }

    /// Sends what the engine itself has to say.
    void sendEngines() throws SSLException {
        var out = buffers.outBuffer.clear();
        var nothing = buffers.plainOutBuffer.clear().limit(0);
        do {
            var result = engine.wrap(nothing, out);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                break;
            }
        } while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP
                && out.remaining() >= TlsBuffers.RECORD_BYTES_MOST);
        send(out);
    }

    /// Sends close_notify, or the alert that the engine failed with; once.
    void sendEnd() throws SSLException {
        engine.closeOutbound();
        if (!engine.isOutboundDone()) {
            sendEngines();
        }
    }

    private void send(ByteBuffer out) {
        int length = out.position();
        if (length == 0 || lost) {
            return;
        }
        int sent = remainder == null ? pipe.write(buffers.out, 0, length) : 0;
        if (sent < 0) {
            lost = true;
        } else if (sent < length) {
            keep(sent, length - sent);
            backlog = true;
        }
    }

    private void keep(int from, int length) {
        var before = remainder;
        int had = before == null ? 0 : before.length - remainderFrom;
        var rest = new byte[had + length];
        if (before != null) {
            System.arraycopy(before, remainderFrom, rest, 0, had);
        }
        MemorySegment.copy(buffers.out, JAVA_BYTE, from, rest, had, length);
        remainder = rest;
        remainderFrom = 0;
    }

    /// Sends the remainder, as far as the socket takes it.
    void resume() {
        var rest = remainder;
        if (rest == null || lost) {
            return;
        }
        int length = Math.min(rest.length - remainderFrom, (int) buffers.out.byteSize());
        MemorySegment.copy(rest, remainderFrom, buffers.out, JAVA_BYTE, 0, length);
        int sent = pipe.write(buffers.out, 0, length);
        if (sent < 0) {
            lost = true;
            return;
        }
        remainderFrom += sent;
        if (remainderFrom == rest.length) {
            remainder = null;
        }
    }

    /// Nothing goes out any more, and nothing is held.
    void drop() {
        lost = true;
        plain.releaseAll();
        remainder = null;
    }
}
