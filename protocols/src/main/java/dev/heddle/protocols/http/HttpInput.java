// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.unit.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The incoming side of a connection: cuts the stream into heads and bodies. Thread: the loop.
///
/// ```
///  HEAD ─complete─▶ HEAD (no body) | LENGTH | CHUNKED ─end of the body─▶ HEAD …
///    │ refused, or the last request ─▶ IGNORE          │ malformed, too large ─▶ IGNORE
///    └ another protocol was asked for ─▶ WAITING ─all earlier answers gone─▶ its layer, or HEAD
/// ```
/// A head that comes in one piece is read where it lies; the beginning of one is copied. What cannot be taken
/// now, because too many requests are in work or a body's reader wants a pause, is kept in the unit that it
/// came in, and reading stops. Between requests it holds nothing.
final class HttpInput {
    private enum State {
        HEAD,
        LENGTH,
        CHUNKED,
        /// Until the connection belongs to another layer.
        WAITING,
        IGNORE
    }

    private final HttpConnection connection;
    private final Http http;
    private final KeptBytes kept = new KeptBytes();
    private final HeadReader heads;
    private State state = State.HEAD;
    private @Nullable HttpExchange receiving;
    private @Nullable ChunkDecoder chunks;
    private long left;
    private boolean discarding;
    private long discarded;
    private boolean taking;
    private boolean off;
    private boolean waking;
    private boolean ended;

    HttpInput(HttpConnection connection) {
        this.connection = connection;
        this.http = connection.http();
        this.heads = new HeadReader(http);
    }

    // ---- bytes

    /// Takes over one reference.
    void take(Unit unit, int from, int length) {
        if (taking || !kept.isEmpty() || isBlocked()) {
            keep(unit, from, length);
            return;
        }
        run(unit, from, from + length);
        if (state == State.WAITING) {
            connection.pump();
        }
    }

    private void run(Unit unit, int from, int to) {
        taking = true;
        int at = from;
        try {
            while (at < to && !isBlocked()) {
                at = step(unit, at, to);
            }
            if (at < to) {
                kept.addFirst(unit.retain(), at, to - at);
                stopReading();
            }
        } finally {
            taking = false;
            unit.release();
        }
    }

    private boolean isBlocked() {
        return switch (state) {
            case HEAD -> connection.isRowFull();
            case LENGTH, CHUNKED -> !discarding && receiving != null && receiving.isBodyHeld();
            case WAITING -> true;
            case IGNORE -> false;
        };
    }

    private int step(Unit unit, int at, int to) {
        return switch (state) {
            case HEAD -> head(unit, at, to);
            case LENGTH -> length(unit, at, to);
            case CHUNKED -> chunked(unit, at, to);
            case WAITING -> throw new IllegalStateException("http input: nothing is taken in state " + state);
            case IGNORE -> to;
        };
    }

    // ---- heads

    private int head(Unit unit, int at, int to) {
        boolean first = !heads.isInside();
        int length = heads.read(unit.payload(), at, to);
        if (length == HeadParser.MORE) {
            if (first) {
                connection.touch();
            }
            return heads.next();
        }
        int next = length < 0 ? to : heads.next();
        try {
            if (length < 0) {
                refuse(-length);
            } else {
                request(heads.head());
            }
        } finally {
            heads.release();
        }
        return next;
    }

    private void refuse(int status) {
        state = State.IGNORE;
        connection.refuse(status);
    }

    private void request(RequestHead head) {
        if (head.upgrade() && connection.isUpgrade(head)) {
            state = State.WAITING;
            connection.upgradeWhenAnswered(head.detach());
            return;
        }
        var exchange = new HttpExchange(connection, head);
        switch (head.framing()) {
            case NONE -> {}
            case LENGTH -> {
                state = State.LENGTH;
                left = head.contentLength();
                receiving = exchange;
            }
            case CHUNKED -> {
                state = State.CHUNKED;
                chunks = http.lent().takeChunks();
                receiving = exchange;
            }
        }
        discarding = false;
        discarded = 0;
        connection.request(exchange, head);
        if (!head.keepAlive() && state == State.HEAD) {
            state = State.IGNORE; // what comes behind the last request is none
        }
    }

    // ---- bodies

    private int length(Unit unit, int at, int to) {
        int length = (int) Math.min(left, to - at);
        left -= length;
        deliver(unit, at, length);
        if (left == 0 && state == State.LENGTH) {
            bodyEnds(List.of());
        }
        return at + length;
    }

    private int chunked(Unit unit, int at, int to) {
        var decoder = chunks;
        if (decoder == null) {
            throw new IllegalStateException("http input: chunks without their decoder");
        }
        int outcome = decoder.next(unit.payload(), at, to);
        int next = (int) decoder.position();
        switch (outcome) {
            case ChunkDecoder.MORE -> {}
            case ChunkDecoder.DATA -> deliver(unit, (int) decoder.dataAt(), decoder.dataLength());
            case ChunkDecoder.END -> bodyEnds(decoder.trailers());
            default -> {
                bodyFails(outcome == -400 ? BodyFailure.MALFORMED : BodyFailure.TOO_LARGE, -outcome);
                next = to;
            }
        }
        return next;
    }

    private void deliver(Unit unit, int at, int length) {
        var exchange = receiving;
        if (exchange == null || discarding) {
            discarded += length;
            if (discarded > http.options().discardBytes()) {
                connection.closeAfterAnswers();
            }
            return;
        }
        try {
            exchange.bodyPart(unit.retain(), at, length);
        } catch (RuntimeException | Error e) {
            connection.handlerFailed(exchange, e);
        }
    }

    private void bodyEnds(List<ChunkDecoder.Field> fields) {
        var exchange = receiving;
        giveChunks();
        receiving = null;
        state = exchange != null && exchange.mayGoOn() ? State.HEAD : State.IGNORE;
        if (exchange != null && !discarding) {
            try {
                exchange.bodyEnd(fields);
            } catch (RuntimeException | Error e) {
                connection.handlerFailed(exchange, e);
            }
        }
    }

    private void bodyFails(BodyFailure why, int status) {
        var exchange = receiving;
        giveChunks();
        receiving = null;
        state = State.IGNORE;
        if (exchange != null) {
            connection.bodyFailed(exchange, discarding ? BodyFailure.ANSWERED : why, status);
        }
    }

    /// Nothing came for too long inside a body or a head.
    void timedOut() {
        if (receiving != null) {
            bodyFails(BodyFailure.TIMED_OUT, 408);
        } else {
            heads.release();
            refuse(408);
        }
    }

    private void giveChunks() {
        var decoder = chunks;
        chunks = null;
        if (decoder != null) {
            http.lent().giveChunks(decoder);
        }
    }

    /// An answer is complete. False: the rest of its request's body cannot be skipped.
    boolean answered(HttpExchange exchange) {
        if (receiving != exchange) {
            wake();
            return true;
        }
        if (state == State.LENGTH && left > http.options().discardBytes()) {
            return false;
        }
        discarding = true;
        exchange.bodyFailed(BodyFailure.ANSWERED);
        wake();
        return true;
    }

    // ---- held back

    private void keep(Unit unit, int from, int length) {
        kept.addLast(unit, from, length);
        stopReading();
    }

    private void stopReading() {
        if (!off) {
            off = true;
            connection.reading(Reading.OFF);
        }
    }

    /// What held the input back may be over: looks later in the turn.
    void wake() {
        if ((off || !kept.isEmpty()) && !waking && !taking) {
            waking = true;
            http.soon(this::goOn);
        }
    }

    private void goOn() {
        waking = false;
        for (var next = nextKept(); next != null; next = nextKept()) {
            run(next.unit(), next.from(), next.from() + next.length());
        }
        if (state == State.WAITING) {
            connection.pump();
        }
        http.lent().output().push();
        if (off && kept.isEmpty() && !connection.isClosed() && state != State.WAITING) {
            off = false;
            connection.reading(Reading.ON);
        }
    }

    private KeptBytes.@Nullable Piece nextKept() {
        return taking || isBlocked() || connection.isClosed() ? null : kept.poll();
    }

    /// The stream belongs to another layer now: what is kept is its, oldest first.
    void handOver(KeptBytes.Taker taker) {
        ended = true;
        kept.drainTo(taker);
        if (off) {
            off = false;
            connection.reading(Reading.ON);
        }
    }

    /// The other protocol was refused: requests go on.
    void upgradeRefused() {
        state = State.HEAD;
        wake();
    }

    // ---- the end

    /// Whatever comes from now on is none.
    void ignore() {
        state = State.IGNORE;
        heads.release();
        giveChunks();
        receiving = null;
    }

    /// The client has closed its side.
    void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    void release() {
        ignore();
        kept.release();
    }

    // ---- the clock

    /// Whether a head has begun and is not complete.
    boolean isInHead() {
        return heads.isInside();
    }

    /// Whether the client is not to blame for the silence.
    boolean isHeld() {
        return isBlocked();
    }

    /// Whether a request has come in part.
    boolean isInMessage() {
        return heads.isInside() || receiving != null;
    }

    boolean isTaking() {
        return taking;
    }
}
