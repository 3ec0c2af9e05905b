// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.net.Abort;
import dev.heddle.runtime.net.CloseReason;
import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import org.jspecify.annotations.Nullable;

/// One connection: the row of its requests in work, and the way down for their answers. Thread: the loop.
///
/// Only the first exchange of the row writes; when all of its answer has gone down, the next one is first. So
/// answers keep the order of the requests however their handlers finish. It goes on writing while fewer than
/// [HttpOptions#windowBytes(int)] bytes are below; then it waits for room. Lifetime: its own session's count,
/// which it holds until the connection is to end.
final class HttpConnection implements SessionHandler {
    private final Http http;
    private final SessionRef lower;
    private final ExchangeRow row = new ExchangeRow();
    private final HttpInput input;
    private final Downstream down;
    private @Nullable SessionRef own;

    /// Its place among the layer's connections.
    int index;

    /// The clock's tick when something last came, or the last answer had gone.
    private int tick;

    private boolean pumping;
    private boolean closing;
    private boolean closed;
    String abortReason = "";

    /// Another protocol was asked for.
    private @Nullable UpgradeWait upgrade;

    HttpConnection(Http http, SessionRef lower) {
        this.http = http;
        this.lower = lower;
        this.input = new HttpInput(this);
        this.down = new Downstream(this, lower);
        this.tick = http.lent().clock().tick();
    }

    void opened(SessionRef session) {
        own = session;
    }

    Http http() {
        return http;
    }

    HttpInput input() {
        return input;
    }

    boolean isClosed() {
        return closed || closing;
    }

    <A extends @Nullable Object> A ask(Control<A> question) {
        return closed ? question.unsupported() : lower.control(question);
    }

    // ---- requests

    boolean isRowFull() {
        return row.count() >= http.options().limits().pipelined();
    }

    /// A request has been read: into the row, and to the handler.
    void request(HttpExchange exchange, RequestHead head) {
        add(exchange);
        if (http.isFull()) {
            http.counters().refused++;
            exchange.respond(503, Http.RETRY, "503 too many requests are in work\n");
        } else {
            try {
                http.handler().onRequest(exchange);
            } catch (RuntimeException | Error e) {
                handlerFailed(exchange, e);
            }
        }
        exchange.retireHead(http.isLogging());
        head.retire();
    }

    private void add(HttpExchange exchange) {
        exchange.startedNanos(http.nowNanos());
        row.add(exchange);
        http.counters().underWay++;
    }

    void handlerFailed(HttpExchange exchange, Throwable why) {
        http.report("http handler of " + lower.participants().remote(), why);
        if (exchange.isStarted()) {
            exchange.abort("its handler failed");
        } else {
            exchange.respond(500, Http.TEXT, "500 internal server error\n");
        }
    }

    /// What came is no request that can be answered: says so behind the earlier answers, and closes.
    void refuse(int status) {
        http.counters().malformed++;
        answerAlone(status, Http.TEXT, status + " " + Statuses.reason(status) + "\n");
    }

    private void answerAlone(int status, ResponseHeaders headers, String text) {
        var exchange = new HttpExchange(this);
        add(exchange);
        exchange.respond(status, headers, text);
    }

    /// One connection too many: says so whatever it asks, and closes.
    void refuseWith(int status, ResponseHeaders headers, String text) {
        input.ignore();
        answerAlone(status, headers, text);
    }

    /// The layer stops: closes now, or behind the requests in work.
    void stop() {
        if (row.isEmpty() && upgrade == null) {
            close();
        }
    }

    void bodyFailed(HttpExchange exchange, BodyFailure why, int status) {
        exchange.bodyFailed(why);
        if (exchange.is(ExchangeFlags.DONE)) {
            close();
        } else if (exchange.isStarted()) {
            exchange.abort("the request's body: " + why);
        } else {
            exchange.flags |= ExchangeFlags.LAST;
            exchange.respond(status, Http.CLOSING, status + " " + Statuses.reason(status) + "\n");
        }
    }

    /// The rest of a request cannot be skipped: no more requests, and the end when the row is empty.
    void closeAfterAnswers() {
        input.ignore();
        var last = row.last();
        if (last != null) {
            last.flags |= ExchangeFlags.LAST;
        } else {
            close();
        }
    }

    // ---- answers

    /// Hands down what can be, in the order of the row.
    void pump() {
        if (pumping || closed || closing) {
            return;
        }
        pumping = true;
        try {
            down.beginTurn();
            for (var exchange = row.first(); exchange != null && !isClosed(); exchange = row.first()) {
                if (exchange.is(ExchangeFlags.ABORTED)) {
                    cut(abortReason);
                    break;
                }
                boolean whole = exchange.write(http.lent().output());
                tellRoomSoon(exchange);
                if (!whole) {
                    break;
                }
                answered(exchange);
            }
        } finally {
            pumping = false;
        }
        var wait = upgrade;
        if (row.isEmpty() && wait != null && !isClosed() && !input.isTaking()) {
            upgrade(wait);
        }
        if (!http.isTaking(this)) {
            http.lent().output().push();
        }
    }

    private void tellRoomSoon(HttpExchange exchange) {
        if (exchange.is(ExchangeFlags.BEHIND)
                && exchange.waitingBytes() <= http.options().answerBytes() / 2) {
            exchange.flags = exchange.flags & ~ExchangeFlags.BEHIND | ExchangeFlags.ROOM_OWED;
            http.soon(exchange::tellRoom);
        }
    }

    private void answered(HttpExchange exchange) {
        row.removeFirst();
        exchange.flags |= ExchangeFlags.DONE;
        tick = http.lent().clock().tick();
        http.ended(exchange);
        if (exchange.is(ExchangeFlags.LAST)
                || !input.answered(exchange)
                || (row.isEmpty() && (input.isEnded() || http.isStopping()))) {
            close();
        }
    }

    /// Whether so many bytes can be written now, in one piece; else it pumps again when they can.
    boolean ready(int bytes) {
        return down.ready(bytes);
    }

    /// Takes over one reference.
    void pushDown(Unit unit, int from, int length) {
        down.push(unit, from, length);
    }

    /// There is a unit again.
    void fed() {
        down.fed();
        pump();
    }

    void reading(Reading how) {
        if (!closed) {
            lower.control(how);
        }
    }

    // ---- another protocol

    boolean isUpgrade(RequestHead head) {
        return head.framing() == RequestHead.Framing.NONE && http.upgrade(head) != null;
    }

    /// The input looks at the row when it is done with the rest of what came.
    void upgradeWhenAnswered(RequestHead head) {
        upgrade = new UpgradeWait(http, head);
    }

    private void upgrade(UpgradeWait wait) {
        var enabled = http.upgrade(wait.head());
        if (enabled == null) {
            cut("the protocol that was asked for is disabled");
            return;
        }
        var answer = wait.answer(enabled, lower);
        if (!answer.isAccepted()) {
            upgrade = null;
            var exchange = new HttpExchange(this, wait.head());
            add(exchange);
            exchange.retireHead(http.isLogging());
            exchange.respond(answer.status(), answer.headers(), answer.text());
            input.upgradeRefused();
        } else if (UpgradedStream.writeHead(this, enabled.name(), answer.headers())) {
            upgrade = null;
            http.lent().output().push();
            http.log(lower.participants().remote(), wait.head(), 101, 0, http.nowNanos());
            handOver(enabled.upper(), wait.head());
        }
    }

    /// The session below changes its owner: this connection ends without closing it.
    private void handOver(Protocol upper, RequestHead head) {
        http.upgraded(upper, lower.duplicate(), head, input);
        close();
    }

    // ---- from below

    @Override
    public void pop(Upward up, Unit unit, int fromBytes, int lengthBytes) {
        if (isClosed()) {
            unit.release();
            return;
        }
        if (!input.isInHead()) { // which has so long from its first byte, a body from its last
            touch();
        }
        http.taking(this);
        try {
            input.take(unit, fromBytes, lengthBytes);
        } finally {
            http.taking(null);
            http.lent().output().push();
        }
    }

    @Override
    public void pop(Upward up, Chain message) {
        message.forEachSlice((unit, from, length) -> pop(up, unit.retain(), from, length));
        message.release();
    }

    @Override
    public void room(Upward up) {
        if (!isClosed()) {
            down.room();
            pump();
        }
    }

    @Override
    public void closeDone(Upward up) {
        if (isClosed()) {
            return;
        }
        boolean halfClosed = lower.control(new CloseReason()).equals("end of stream");
        input.end();
        if (!halfClosed || input.isInMessage() || (row.isEmpty() && upgrade == null)) {
            close();
            return;
        }
        row.tellGone();
    }

    @Override
    public Push push(Chain message) { // nobody above has this session
        message.release();
        return Push.CLOSED;
    }

    // ---- the end

    /// Nothing more goes out.
    void cut(String why) {
        if (!isClosed()) {
            http.lent().output().forget(this);
            http.counters().cut++;
            lower.control(new Abort(why, true));
            close();
        }
    }

    /// What was pushed still goes out; the rest is dropped.
    void close() {
        if (closing) {
            return;
        }
        http.lent().output().push();
        closing = true;
        row.lose(http);
        var session = own;
        own = null;
        if (session != null) {
            session.close();
        }
    }

    @Override
    public void closed() {
        closing = true;
        closed = true;
        row.lose(http);
        input.release();
        http.forget(this);
        lower.close();
    }

    // ---- the clock

    /// Something has begun now.
    void touch() {
        tick = http.lent().clock().tick();
    }

    /// A tick has passed.
    void check(int now, HttpClock.Ticks limits) {
        int passed = now - tick;
        if (isClosed()) {
            return;
        }
        if (input.isInMessage()) {
            if (!input.isHeld() && passed > (input.isInHead() ? limits.head() : limits.body())) {
                http.counters().timedOut++;
                input.timedOut();
            }
        } else if (row.isEmpty() && upgrade == null && passed > limits.idle()) {
            close();
        }
    }

    @Override
    public Participants participants() {
        return closed ? Participants.unknown() : lower.participants();
    }

    @Override
    public String toString() {
        return http.label() + " " + Long.toHexString(lower.id());
    }
}
