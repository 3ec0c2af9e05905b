// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.exchange;

import dev.heddle.protocols.http.BodyFailure;
import dev.heddle.protocols.http.BodyListener;
import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.RequestHead;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.worker.Exchange;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One HTTP request on its way to a worker, and the head of its answer on the way back.
///
/// Thread: what is public is the worker's that handles it; the rest is the loop's. The head of the answer is the
/// worker's until its first part or its end, the loop's from then on. Lifetime: until the exchange has ended.
public final class Call implements BodyListener, Runnable {
    private final CallPort port;
    private final HttpExchange http;
    private final RequestHead head;
    private final Participants ends;
    private final boolean secure;
    private final boolean body;
    private boolean asks;

    // the answer's head
    private int status;
    private ResponseHeaders headers = ResponseHeaders.NONE;
    private long lengthBytes = -1;
    private boolean whole;

    // the loop's
    private @Nullable Exchange<Call> exchange;
    private boolean reads;

    /** What the worker had no room for; null: never anything. */
    private @Nullable ArrayDeque<Unit> held;

    private boolean endIsHeld;

    /** On the loop, within the handler's call. */
    Call(CallPort port, HttpExchange http, boolean asks) {
        this.port = port;
        this.http = http;
        this.asks = asks;
        head = http.head().detach();
        ends = http.participants();
        secure = http.isSecure();
        body = http.hasBody();
    }

    // ---- the worker's

    /** Request line and headers. */
    public RequestHead head() {
        return head;
    }

    /** Both ends of the connection, the client as the remote one; the same object for all requests of one. */
    public Participants ends() {
        return ends;
    }

    /** Whether it came over TLS. */
    public boolean isSecure() {
        return secure;
    }

    /** Whether the request has a body, be it an empty one. */
    public boolean hasBody() {
        return body;
    }

    /** Before the worker waits for the body: a client that waits for "100 Continue" gets it. */
    public void wantBody() {
        if (asks) {
            asks = false;
            port.bodyWanted(this);
        }
    }

    /// Sets the head of the answer; before its first part or its end.
    ///
    /// @param status 200 to 599
    /// @param headers without Content-Length
    /// @param lengthBytes of the body; -1: not known
    public void answer(int status, ResponseHeaders headers, long lengthBytes) {
        this.status = status;
        this.headers = headers;
        this.lengthBytes = lengthBytes;
    }

    /** The next part is the whole body. */
    public void answerIsWhole() {
        whole = true;
    }

    // ---- the loop's

    HttpExchange http() {
        return http;
    }

    int status() {
        return status;
    }

    ResponseHeaders headers() {
        return headers;
    }

    long lengthBytes() {
        return lengthBytes;
    }

    boolean isWhole() {
        return whole;
    }

    void accepted(Exchange<Call> by) {
        exchange = by;
    }

    void ended() {
        exchange = null;
        while (isHeld()) {
            Objects.requireNonNull(held).removeFirst().release();
        }
    }

    private boolean isHeld() {
        return held != null && !held.isEmpty();
    }

    /// The client has closed its side. It may still read, so that the worker goes on unless nothing can reach it.
    @Override
    public void run() {
        if (http.isGone()) {
            leave();
        }
    }

    private void leave() {
        var mine = exchange;
        if (mine != null) {
            mine.gone();
        }
    }

    /** Begins to read, once. */
    void readBody() {
        if (!reads && exchange != null) {
            reads = true;
            http.body(this);
        }
    }

    @Override
    public boolean onPart(HttpExchange from, Unit unit, int fromBytes, int lengthBytes) {
        for (int at = 0; at < lengthBytes && exchange != null; ) {
            int length = Math.min(port.partBytes(), lengthBytes - at);
            var part = port.copy(unit, fromBytes + at, length);
            if (part == null) {
                leave(); // out of units: the request cannot be completed
                break;
            }
            give(part);
            at += length;
        }
        unit.release();
        return !isHeld();
    }

    private void give(Unit part) {
        var mine = exchange;
        var outcome = isHeld() ? Offer.FULL : mine == null ? Offer.CLOSED : mine.offerPart(part);
        switch (outcome) {
            case ACCEPTED -> {}
            case FULL -> {
                held = held == null ? new ArrayDeque<>() : held;
                held.addLast(part);
            }
            case CLOSED -> part.release();
        }
    }

    void onRoom() {
        var waiting = held;
        held = null;
        if (waiting != null) {
            waiting.forEach(this::give);
        }
        if (isHeld()) {
            return;
        }
        if (endIsHeld && exchange != null) {
            exchange.endOfParts();
        }
        http.resume();
    }

    @Override
    public void onEnd(HttpExchange from) {
        if (isHeld()) {
            endIsHeld = true;
        } else if (exchange != null) {
            exchange.endOfParts();
        }
    }

    @Override
    public void onFailed(HttpExchange from, BodyFailure why) {
        if (why != BodyFailure.ANSWERED) {
            leave();
        }
    }
}
