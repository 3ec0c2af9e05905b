// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import dev.heddle.gateway.exchange.Call;
import dev.heddle.gateway.python.CApi;
import dev.heddle.gateway.python.PythonThread;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.worker.Append;
import dev.heddle.runtime.worker.BodyWriter;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The answer of one request, from Python's bytes to the loop's units.
///
/// ```
/// EMPTY ── start_response ──▶ BEGUN ── first bytes ──▶ SENT ── all bytes, or the end ──▶ COMPLETE
///              ▲    │
///              └────┘ again, with exc_info
/// ```
///
/// Thread: a worker's, with the interpreter's lock, which is given up before it waits. Limit: the exchange's parts.
/// An answer with a Content-Length is complete with its last byte; what comes after that is dropped.
final class Answer {
    private static final System.Logger LOG = System.getLogger(WsgiHandler.class.getName());
    private static final long UNIT_NANOS = 30_000_000_000L;
    private static final byte[] SORRY = "Internal Server Error\n".getBytes(StandardCharsets.US_ASCII);
    private static final ResponseHeaders SORRY_HEADERS = ResponseHeaders.of("Content-Type", "text/plain");

    private enum Stage {
        EMPTY,
        BEGUN,
        SENT,
        COMPLETE
    }

    private final PythonThread lock;
    private Stage stage = Stage.COMPLETE;
    private @Nullable Call call;
    private @Nullable BodyWriter writer;
    private @Nullable AnswerHead head;
    private boolean headRequest;
    private long lengthBytes;
    private long sentBytes;
    private boolean tooLong;

    Answer(PythonThread lock) {
        this.lock = lock;
    }

    void reset(Call next, BodyWriter reply) {
        stage = Stage.EMPTY;
        call = next;
        writer = reply;
        head = null;
        headRequest = next.head().methodIs("HEAD");
        lengthBytes = -1;
        sentBytes = 0;
        tooLong = false;
    }

    void forget() {
        stage = Stage.COMPLETE;
        call = null;
        writer = null;
        head = null;
    }

    /** Whether `start_response` was called. */
    boolean isBegun() {
        return head != null;
    }

    /** Whether the head is on its way and cannot be another one. */
    boolean isSent() {
        return stage == Stage.SENT || stage == Stage.COMPLETE;
    }

    boolean isComplete() {
        return stage == Stage.COMPLETE;
    }

    void begin(AnswerHead with) {
        head = with;
        lengthBytes = with.lengthBytes();
        stage = Stage.BEGUN;
    }

    private boolean isBodiless() {
        return headRequest || Objects.requireNonNull(head).isBodiless();
    }

    /// Sends bytes of the body.
    ///
    /// @return GONE, TIMED_OUT, STOPPING: nobody will get them
    Append send(long bytes, long sizeBytes) {
        if (isBodiless()) {
            complete();
            return Append.ACCEPTED;
        }
        long left = lengthBytes < 0 ? Long.MAX_VALUE : lengthBytes - sentBytes;
        if (sizeBytes > left) {
            sayTooLong();
        }
        return sendParts(bytes, Math.min(sizeBytes, left), lengthBytes >= 0 && sizeBytes >= left);
    }

    /// The whole body, or the rest of it: completes the answer.
    Append sendLast(long bytes, long sizeBytes) {
        if (stage == Stage.BEGUN
                && lengthBytes < 0
                && !Objects.requireNonNull(head).isBodiless()) {
            lengthBytes = sizeBytes;
        }
        if (sizeBytes == 0 || isBodiless()) {
            return complete();
        }
        var outcome = send(bytes, sizeBytes);
        return outcome == Append.ACCEPTED ? complete() : outcome;
    }

    private Append sendParts(long bytes, long sizeBytes, boolean last) {
        var to = Objects.requireNonNull(writer);
        long sent = 0;
        do {
            var unit = allocate(to);
            int length = (int) Math.min(unit.capacityBytes(), sizeBytes - sent);
            MemorySegment.copy(CApi.MEMORY, bytes + sent, unit.payload(), 0, length);
            unit.lengthBytes(length);
            sent += length;
            sentBytes += length;
            boolean ends = last && sent == sizeBytes;
            if (stage == Stage.BEGUN) {
                sendHead(ends);
            }
            if (ends) {
                stage = Stage.COMPLETE;
            }
            var outcome = append(to, unit, ends);
            if (outcome != Append.ACCEPTED) {
                return outcome;
            }
        } while (sent < sizeBytes);
        return Append.ACCEPTED;
    }

    private void sendHead(boolean whole) {
        var known = Objects.requireNonNull(head);
        var to = Objects.requireNonNull(call);
        to.answer(known.status(), known.headers(), lengthBytes);
        if (whole) {
            to.answerIsWhole();
        }
        stage = Stage.SENT;
    }

    private Unit allocate(BodyWriter to) {
        var unit = to.heap().tryAllocate();
        if (unit == null) {
            lock.giveLockUp();
            unit = to.heap().tryAllocate(UNIT_NANOS);
            lock.takeLock();
        }
        if (unit == null) {
            throw new IllegalStateException("wsgi: wanted a unit of " + to.heap() + " within 30 s, got none");
        }
        return unit;
    }

    private Append append(BodyWriter to, Unit unit, boolean last) {
        boolean waits = !to.hasRoom();
        if (waits) {
            lock.giveLockUp();
        }
        var outcome = last ? to.appendLast(unit) : to.append(unit);
        if (waits) {
            lock.takeLock();
        }
        return outcome;
    }

    /// The application has no more.
    ///
    /// @return GONE: it had less than it has announced, and the client must not take it for all
    Append complete() {
        if (stage == Stage.COMPLETE) {
            return Append.ACCEPTED;
        }
        if (stage == Stage.BEGUN) {
            if (lengthBytes < 0 && !isBodiless()) {
                lengthBytes = 0;
            }
            if (lengthBytes > 0 && !isBodiless()) {
                return tooShort();
            }
            sendHead(false);
        } else if (lengthBytes > sentBytes) {
            return tooShort();
        }
        stage = Stage.COMPLETE;
        Objects.requireNonNull(writer).done();
        return Append.ACCEPTED;
    }

    private Append tooShort() {
        LOG.log(
                System.Logger.Level.WARNING,
                "wsgi-answer-too-short wanted={0} got={1} request={2}",
                lengthBytes,
                sentBytes,
                Requests.shown(call));
        return Append.GONE;
    }

    private void sayTooLong() {
        if (!tooLong) {
            tooLong = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "wsgi-answer-too-long wanted={0} request={1}",
                    lengthBytes,
                    Requests.shown(call));
        }
    }

    /// The application has failed: 500, if nothing was sent.
    ///
    /// @return false: something was sent, so the connection must be cut
    boolean sorry() {
        if (isSent()) {
            return isComplete();
        }
        begin(new AnswerHead(500, SORRY_HEADERS, SORRY.length));
        var to = Objects.requireNonNull(writer);
        var unit = allocate(to);
        MemorySegment.copy(MemorySegment.ofArray(SORRY), 0, unit.payload(), 0, SORRY.length);
        unit.lengthBytes(SORRY.length);
        sendHead(true);
        stage = Stage.COMPLETE;
        return append(to, unit, true) == Append.ACCEPTED;
    }
}
