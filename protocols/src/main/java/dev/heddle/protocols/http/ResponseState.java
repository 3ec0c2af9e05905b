// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static dev.heddle.protocols.http.ExchangeFlags.ABORTED;
import static dev.heddle.protocols.http.ExchangeFlags.BEHIND;
import static dev.heddle.protocols.http.ExchangeFlags.CONTINUE_OPEN;
import static dev.heddle.protocols.http.ExchangeFlags.CONTINUE_WANTED;
import static dev.heddle.protocols.http.ExchangeFlags.FINISHED;
import static dev.heddle.protocols.http.ExchangeFlags.GONE;
import static dev.heddle.protocols.http.ExchangeFlags.HEAD_WRITTEN;
import static dev.heddle.protocols.http.ExchangeFlags.LAST;
import static dev.heddle.protocols.http.ExchangeFlags.STARTED;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What one request is answered with, and how much of it is on its way. Thread: the loop.
///
/// The answer waits here until all earlier requests of the connection are answered, the client is not behind,
/// and there is a unit to write into; then it goes down.
/// ```
///  (nothing) ─start─▶ STARTED ─finish─▶ FINISHED ─all went down─▶ DONE
///      └────────────────┴──── the client is lost, or abort ───────▶ GONE
/// ```
/// Limit: what was appended and has not gone down, see [HttpOptions#answerBytes(int)].
abstract sealed class ResponseState permits HttpExchange {
    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] CHUNKED_LINE = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] LENGTH_NAME = ascii("Content-Length: ");
    private static final byte[] CLOSE_LINE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE_LINE = ascii("Connection: keep-alive\r\n");
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n");

    /// Digits of a chunk's size, its CRLF, and the one behind the data.
    private static final int CHUNK_BYTES = 12;

    /// A unit shorter than this is copied, because a further slice costs more.
    private static final int COPIED_BYTES = 1024;

    /// For each of the lines that the server adds and whose length varies.
    private static final int LENGTH_BYTES = 64;

    /// What a unit has room for besides the handler's lines.
    static final int OTHER_LINES_BYTES = 512;

    private enum Framing {
        /// No body goes out, whatever is appended.
        NONE,
        LENGTH,
        CHUNKED,
        /// HTTP/1.0 without a length: kept until it is finished, or too much to be kept.
        HELD,
        /// The end of the connection ends the body.
        CLOSE
    }

    /// Bytes of the body that have not gone down: of a unit that is ours, or of somebody's memory.
    private static final class Part {
        final @Nullable Unit unit;
        MemorySegment bytes;
        long from;
        long left;

        @Nullable
        Part next;

        Part(@Nullable Unit unit, MemorySegment bytes, long from, long length) {
            this.unit = unit;
            this.bytes = bytes;
            this.from = from;
            this.left = length;
        }

        void release() {
            if (unit != null) {
                unit.release();
            }
        }
    }

    final HttpConnection connection;
    private final boolean headMethod;
    private final int minorVersion;
    private final boolean keepAlive;
    int flags;

    /// The next request of the connection.
    @Nullable
    HttpExchange nextInRow;

    private int status;
    private ResponseHeaders headers = ResponseHeaders.NONE;
    private ResponseHeaders trailers = ResponseHeaders.NONE;
    private Framing framing = Framing.NONE;
    private long contentLength = -1;
    private long lengthLeft;
    private @Nullable Part first;
    private @Nullable Part last;
    private long pendingBytes;
    private long sentBytes;

    ResponseState(HttpConnection connection, boolean headMethod, int minorVersion, boolean keepAlive) {
        this.connection = connection;
        this.headMethod = headMethod;
        this.minorVersion = minorVersion;
        this.keepAlive = keepAlive;
    }

    final boolean is(int bits) {
        return (flags & bits) != 0;
    }

    /// Whether the client and the state of its request let the connection go on.
    final boolean mayGoOn() {
        // A client that still waits for "100 Continue" may send the body or not: the next byte has two meanings.
        return keepAlive && !is(CONTINUE_OPEN) && !connection.input().isEnded();
    }

    final int status() {
        return status;
    }

    /// Bytes of the body that have gone down.
    final long sentBytes() {
        return sentBytes;
    }

    /// Bytes of the body that wait here.
    final long waitingBytes() {
        return pendingBytes;
    }

    // ---- what the handler says

    final void begin(int finalStatus, ResponseHeaders with, long knownLength) {
        if (is(STARTED)) {
            throw new IllegalStateException(this + ": wanted one answer, got a second: " + finalStatus);
        }
        status = Statuses.check(finalStatus);
        headers = with;
        checkSize(with);
        flags |= STARTED;
        contentLength = with.contentLength() >= 0 || finalStatus == 304 ? with.contentLength() : knownLength;
        if (headMethod || Statuses.isWithoutBody(finalStatus)) {
            framing = Framing.NONE;
        } else if (contentLength >= 0) {
            framing = Framing.LENGTH;
            lengthLeft = contentLength;
        } else {
            framing = minorVersion > 0 ? Framing.CHUNKED : Framing.HELD;
        }
    }

    final void trailers(ResponseHeaders behindTheBody) {
        checkSize(behindTheBody);
        trailers = behindTheBody;
    }

    /// They are written in one piece.
    private void checkSize(ResponseHeaders some) {
        int most = connection.http().lent().unitBytes() - OTHER_LINES_BYTES;
        if (some.lines().length > most) {
            throw new IllegalArgumentException(this + ": response headers: wanted at most " + most
                    + " bytes in a unit, got " + some.lines().length);
        }
    }

    /// Takes over the unit, if there is one.
    final void add(@Nullable Unit unit, MemorySegment bytes, long from, long length) {
        var part = new Part(unit, bytes, from, length);
        if (!is(STARTED) || is(FINISHED)) {
            part.release();
            throw new IllegalStateException(this + ": append: wanted between start and finish, got "
                    + (is(FINISHED) ? "after finish" : "before start"));
        }
        if (length == 0 || framing == Framing.NONE || is(GONE | ABORTED)) {
            part.release();
            return;
        }
        if (framing == Framing.LENGTH) {
            if (length > lengthLeft) {
                part.release();
                abortAnswer();
                throw new IllegalStateException(this + ": append: wanted a body of " + contentLength
                        + " bytes as its Content-Length says, got " + (length - lengthLeft) + " more");
            }
            lengthLeft -= length;
        }
        pendingBytes += length;
        var before = last;
        last = part;
        if (before == null) {
            first = part;
        } else {
            before.next = part;
        }
    }

    /// What is left of the last part, which is the caller's memory, is copied.
    final void keepCopy() {
        var part = last;
        if (part != null && part.unit == null) {
            var copy = new byte[(int) part.left];
            MemorySegment.copy(part.bytes, JAVA_BYTE, part.from, copy, 0, copy.length);
            part.bytes = MemorySegment.ofArray(copy);
            part.from = 0;
        }
    }

    final void end() {
        if (!is(STARTED)) {
            throw new IllegalStateException(this + ": finish: wanted after start, got before");
        }
        if (is(FINISHED | GONE | ABORTED)) {
            return;
        }
        if (framing == Framing.LENGTH && lengthLeft > 0) {
            abortAnswer();
            throw new IllegalStateException(this + ": finish: wanted a body of " + contentLength
                    + " bytes as its Content-Length says, got " + lengthLeft + " less");
        }
        flags |= FINISHED;
    }

    final boolean isOverfull() {
        return pendingBytes >= 4L * connection.http().options().answerBytes();
    }

    final IllegalStateException overfull() {
        abortAnswer();
        return new IllegalStateException(this + ": append: wanted to wait for onRoom after BEHIND, got "
                + pendingBytes + " bytes at a limit of "
                + connection.http().options().answerBytes());
    }

    final Appended appended() {
        connection.pump();
        if (is(GONE | ABORTED)) {
            return Appended.GONE;
        }
        if (pendingBytes < connection.http().options().answerBytes()) {
            return Appended.ACCEPTED;
        }
        flags |= BEHIND;
        return Appended.BEHIND;
    }

    final void abortAnswer() {
        flags |= ABORTED;
        dropParts();
        connection.pump();
    }

    final void dropParts() {
        for (var part = first; part != null; part = part.next) {
            part.release();
        }
        first = null;
        last = null;
        pendingBytes = 0;
    }

    // ---- on its way down

    /// Hands down what it can; true: all of the answer has gone down.
    final boolean write(HttpOutput out) {
        if (is(CONTINUE_WANTED) && !writeContinue(out)) {
            return false;
        }
        if (!is(STARTED) || (!is(HEAD_WRITTEN) && !writeHead(out))) {
            return false;
        }
        for (var part = first; part != null; part = first) {
            if (!writePart(out, part)) {
                return false;
            }
        }
        return is(FINISHED) && (framing != Framing.CHUNKED || writeEnd(out));
    }

    private boolean writeContinue(HttpOutput out) {
        if (is(HEAD_WRITTEN | STARTED)) {
            flags &= ~CONTINUE_WANTED;
            return true;
        }
        if (!connection.ready(CONTINUE.length)) {
            return false;
        }
        out.put(CONTINUE);
        flags &= ~(CONTINUE_WANTED | CONTINUE_OPEN);
        return true;
    }

    private boolean writeHead(HttpOutput out) {
        if (framing == Framing.HELD) {
            if (!is(FINISHED) && pendingBytes < connection.http().options().answerBytes()) {
                return false;
            }
            contentLength = is(FINISHED) ? pendingBytes : -1;
            framing = is(FINISHED) ? Framing.LENGTH : Framing.CLOSE;
        }
        var http = connection.http();
        var line = headers.statusLine(status);
        var server = headers.hasServer() ? NOTHING : http.lent().serverLine();
        var date = headers.hasDate() ? NOTHING : http.lent().dateLine();
        int size = line.length + server.length + date.length + headers.lines().length + 2 * LENGTH_BYTES;
        if (!connection.ready(size)) {
            return false;
        }
        if (framing == Framing.CLOSE || headers.closes() || !mayGoOn() || http.isStopping()) {
            flags |= LAST;
        }
        out.put(line);
        out.put(server);
        out.put(date);
        out.put(headers.lines());
        if (framing == Framing.CHUNKED) {
            out.put(CHUNKED_LINE);
        } else if (contentLength >= 0 && status != 204) {
            out.put(LENGTH_NAME);
            out.putDecimal(contentLength);
            out.put(CRLF);
        }
        if (is(LAST)) {
            out.put(CLOSE_LINE);
        } else if (minorVersion == 0) {
            out.put(KEEP_ALIVE_LINE);
        }
        out.put(CRLF);
        flags |= HEAD_WRITTEN;
        return true;
    }

    private static final byte[] NOTHING = {};

    private boolean writePart(HttpOutput out, Part part) {
        var unit = part.unit;
        boolean whole = unit != null && part.left > COPIED_BYTES;
        int framingBytes = framing == Framing.CHUNKED ? CHUNK_BYTES : 0;
        int wanted = whole ? framingBytes : framingBytes + (int) Math.min(part.left, COPIED_BYTES);
        if (!connection.ready(wanted)) {
            return false;
        }
        int length = (int) (whole ? part.left : Math.min(part.left, out.left() - framingBytes));
        if (framingBytes > 0) {
            out.putHex(length);
            out.put(CRLF);
        }
        if (whole && unit != null) {
            out.pushAndGoOn();
            connection.pushDown(unit.retain(), (int) part.from, length);
        } else {
            out.put(part.bytes, part.from, length);
        }
        if (framingBytes > 0) {
            out.put(CRLF);
        }
        taken(part, length);
        return true;
    }

    private void taken(Part part, int length) {
        part.from += length;
        part.left -= length;
        pendingBytes -= length;
        sentBytes += length;
        if (part.left == 0) {
            first = part.next;
            if (first == null) {
                last = null;
            }
            part.release();
        }
    }

    private boolean writeEnd(HttpOutput out) {
        if (!connection.ready(LAST_CHUNK.length + trailers.lines().length + CRLF.length)) {
            return false;
        }
        out.put(LAST_CHUNK);
        out.put(trailers.lines());
        out.put(CRLF);
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
