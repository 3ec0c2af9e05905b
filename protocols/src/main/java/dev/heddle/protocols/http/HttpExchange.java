// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static dev.heddle.protocols.http.ExchangeFlags.ABORTED;
import static dev.heddle.protocols.http.ExchangeFlags.CONTINUE_OPEN;
import static dev.heddle.protocols.http.ExchangeFlags.CONTINUE_WANTED;
import static dev.heddle.protocols.http.ExchangeFlags.DONE;
import static dev.heddle.protocols.http.ExchangeFlags.GONE;
import static dev.heddle.protocols.http.ExchangeFlags.ROOM_OWED;
import static dev.heddle.protocols.http.ExchangeFlags.STARTED;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request and its answer.
///
/// Thread: the loop; from elsewhere through [#door()]. Lifetime: until the answer has gone down or the client
/// is lost; what is done later is dropped. Answers go out in the order of the requests, whenever they are
/// given.
///
/// Limits: [HttpOptions#answerBytes(int)] of the answer may wait here before [#append] says BEHIND. An answer
/// that is cut short ([#abort], fewer bytes than its Content-Length) cuts the connection, so that the client
/// can never take it for a whole one.
public final class HttpExchange extends ResponseState {
    private ExchangeCalls calls = ExchangeCalls.NONE;
    private final RequestHead.Framing bodyFraming;
    private final long bodyLength;
    private final @Nullable RequestBody body;

    /// Null once the handler has returned.
    private @Nullable RequestHead head;

    /// A copy for the access log; null when there is none.
    private @Nullable RequestHead logged;

    private long startedNanos;
    private @Nullable ExchangeDoor door;

    HttpExchange(HttpConnection connection, RequestHead head) {
        super(connection, head.methodIs("HEAD"), head.minorVersion(), head.keepAlive());
        this.head = head;
        bodyFraming = head.framing();
        bodyLength = head.contentLength();
        body = bodyFraming == RequestHead.Framing.NONE ? null : new RequestBody(this);
        flags = head.expectContinue() ? CONTINUE_OPEN : 0;
    }

    /// For what could not be read as a request.
    HttpExchange(HttpConnection connection) {
        super(connection, false, 1, false);
        bodyFraming = RequestHead.Framing.NONE;
        bodyLength = 0;
        body = null;
    }

    // ---- the request

    /// The head of the request, lent while [HttpHandler#onRequest] runs: afterwards the bytes are somebody
    /// else's. Keep a [RequestHead#detach()].
    ///
    /// @return throws after the handler has returned
    public RequestHead head() {
        var there = head;
        if (there == null) {
            throw new IllegalStateException(
                    this + ": head: wanted inside its handler's call, got afterwards; keep a detach() of it");
        }
        return there;
    }

    /// Both ends of the connection, the client's as the remote one.
    public Participants participants() {
        return connection.participants();
    }

    /// Whether the stream below is encrypted, as [HttpOptions#secure()] says.
    public boolean isSecure() {
        return connection.http().options().isSecure();
    }

    /// Asks the layers below: what TLS knows of the client, for example.
    ///
    /// @param ask the question
    /// @return its answer, or that for nobody knows when the connection is lost
    public <A extends @Nullable Object> A control(Control<A> ask) {
        return connection.ask(ask);
    }

    /// Whether the request has a body, perhaps an empty one in chunks.
    public boolean hasBody() {
        return bodyFraming != RequestHead.Framing.NONE;
    }

    /// The announced length of the body.
    ///
    /// @return in bytes; -1: it comes in chunks
    public long bodyLength() {
        return bodyFraming == RequestHead.Framing.CHUNKED ? -1 : bodyLength;
    }

    /// Begins to read the body; only now "100 Continue" is sent to a client that waits for it. May be called
    /// later than the handler's call: until then the client is held back. A body that nobody reads is dropped
    /// when the answer is complete, or the connection closed if it is long.
    ///
    /// @param parts called with what comes
    public void body(BodyListener parts) {
        if (body == null) {
            parts.onEnd(this);
        } else if (body.begin(parts)) {
            if (is(CONTINUE_OPEN)) {
                flags |= CONTINUE_WANTED;
                connection.pump();
            }
            connection.input().wake();
        } else {
            parts.onFailed(this, is(GONE) ? BodyFailure.GONE : BodyFailure.ANSWERED);
        }
    }

    /// After [BodyListener#onPart] answered false: more parts, later in this turn.
    public void resume() {
        if (body != null && body.resume()) {
            connection.input().wake();
        }
    }

    /// Fields that came behind a body in chunks; complete when [BodyListener#onEnd] is called.
    public List<ChunkDecoder.Field> trailers() {
        return body == null ? List.of() : body.trailers();
    }

    // ---- the answer

    /// Begins an answer whose body is appended later. With a Content-Length, the body must have it exactly;
    /// without one it goes out in chunks, to an HTTP/1.0 client until the connection's end.
    ///
    /// @param status 200 to 599
    /// @param headers of the answer
    public void start(int status, ResponseHeaders headers) {
        begin(status, headers, -1);
        connection.pump();
    }

    /// A whole answer without a body.
    ///
    /// @param status 200 to 599
    /// @param headers of the answer
    public void respond(int status, ResponseHeaders headers) {
        begin(status, headers, 0);
        end();
        connection.pump();
    }

    /// A whole answer.
    ///
    /// @param status 200 to 599
    /// @param headers of the answer
    /// @param body not to be changed before the exchange has ended
    public void respond(int status, ResponseHeaders headers, byte[] body) {
        respond(status, headers, MemorySegment.ofArray(body));
    }

    /// A whole answer; the text goes out as UTF-8.
    ///
    /// @param status 200 to 599
    /// @param headers of the answer; say there what kind of text it is
    /// @param body may be empty
    public void respond(int status, ResponseHeaders headers, String body) {
        respond(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /// A whole answer out of memory of any length, which is copied as the client takes it.
    ///
    /// @param status 200 to 599
    /// @param headers of the answer
    /// @param body alive and not to be changed before the exchange has ended
    public void respond(int status, ResponseHeaders headers, MemorySegment body) {
        begin(status, headers, body.byteSize());
        add(null, body, 0, body.byteSize());
        end();
        connection.pump();
    }

    /// A whole answer.
    ///
    /// @param status 200 to 599
    /// @param headers of the answer
    /// @param body its whole length; taken over, also if this throws
    public void respond(int status, ResponseHeaders headers, Unit body) {
        try {
            begin(status, headers, body.lengthBytes());
        } catch (RuntimeException e) {
            body.release();
            throw e;
        }
        add(body, body.payload(), 0, body.lengthBytes());
        end();
        connection.pump();
    }

    /// A part of the body, between [#start] and [#finish]. Above the limit it is still taken; so is
    /// whatever a handler that does not wait appends, up to four times the limit, where this throws.
    ///
    /// @param part its whole length; taken over
    /// @return whether there is room for the next
    public Appended append(Unit part) {
        return append(part, 0, part.lengthBytes());
    }

    /// The same for a slice of a unit.
    ///
    /// @param unit one reference is taken over; the slice must not change until it has gone
    /// @param fromBytes where the slice starts in the payload
    /// @param lengthBytes 0 or more
    /// @return whether there is room for the next
    public Appended append(Unit unit, int fromBytes, int lengthBytes) {
        if (isOverfull()) {
            unit.release();
            throw overfull();
        }
        add(unit, unit.payload(), fromBytes, lengthBytes);
        return appended();
    }

    /// The same for memory that is copied before this returns.
    ///
    /// @param bytes the part
    /// @return whether there is room for the next
    public Appended append(MemorySegment bytes) {
        if (isOverfull()) {
            throw overfull();
        }
        add(null, bytes, 0, bytes.byteSize());
        var answer = appended();
        keepCopy();
        return answer;
    }

    /// The same for memory that will not be changed.
    Appended appendLent(MemorySegment bytes) {
        add(null, bytes, 0, bytes.byteSize());
        return appended();
    }

    /// Fields that go out behind a body in chunks; else they are dropped. Before [#finish].
    ///
    /// @param fields not those that frame the message
    public void sendTrailers(ResponseHeaders fields) {
        trailers(fields);
    }

    /// The answer is complete. Calling it again does nothing.
    public void finish() {
        end();
        connection.pump();
    }

    /// Gives up: the connection is cut, as soon as the earlier requests are answered.
    ///
    /// @param why in words, for the log
    public void abort(String why) {
        if (!is(DONE | GONE)) {
            connection.abortReason = why;
            abortAnswer();
        }
    }

    /// Once, when there is room again after [Appended#BEHIND]; it stays set for the next time.
    ///
    /// @param call later in the turn
    public void onRoom(Runnable call) {
        calls = new ExchangeCalls(call, calls.gone());
    }

    /// Called once if the client leaves before the answer has gone down. It may have closed only its own
    /// side of the connection and still read: [#isGone()] says whether anything can reach it.
    ///
    /// @param call on the loop; at once if that has happened already
    public void onGone(Runnable call) {
        calls = new ExchangeCalls(calls.room(), call);
        if (is(GONE) || connection.input().isEnded()) {
            tellGone();
        }
    }

    /// Whether an answer has been begun.
    public boolean isStarted() {
        return is(STARTED);
    }

    /// Whether nothing can reach the client any more.
    public boolean isGone() {
        return is(GONE | ABORTED);
    }

    /// Bytes of the answer's body that have been appended and have not gone down.
    public long pendingBytes() {
        return waitingBytes();
    }

    /// The way to this exchange from other threads; always the same one.
    ///
    /// @return to be handed to the thread that answers
    public ExchangeDoor door() {
        var there = door;
        if (there == null) {
            there = new ExchangeDoor(this, connection.http().lent());
            door = there;
        }
        return there;
    }

    // ---- for the connection

    /// The handler has returned: the head's bytes go.
    void retireHead(boolean log) {
        var lent = head;
        if (lent != null && log) {
            logged = lent.detach();
        }
        head = null;
    }

    /// For the access log: the head itself while its handler runs, then the copy.
    @Nullable
    RequestHead logged() {
        return head == null ? logged : head;
    }

    long startedNanos() {
        return startedNanos;
    }

    void startedNanos(long now) {
        startedNanos = now;
    }

    /// Whether the next bytes of the body must wait.
    boolean isBodyHeld() {
        return body != null && body.isHeld();
    }

    /// Takes over one reference.
    void bodyPart(Unit unit, int from, int length) {
        flags &= ~(CONTINUE_OPEN | CONTINUE_WANTED);
        if (body == null) {
            unit.release();
        } else {
            body.part(unit, from, length);
        }
    }

    void bodyEnd(List<ChunkDecoder.Field> fields) {
        flags &= ~(CONTINUE_OPEN | CONTINUE_WANTED);
        if (body != null) {
            body.end(fields);
        }
    }

    void bodyFailed(BodyFailure why) {
        if (body != null) {
            connection.http().guarded(connection, () -> body.fail(why));
        }
    }

    void tellRoom() {
        boolean owed = is(ROOM_OWED);
        flags &= ~ROOM_OWED;
        if (owed && !is(GONE | ABORTED | DONE)) {
            calls.room().run();
        }
    }

    void tellGone() {
        var told = calls;
        calls = new ExchangeCalls(told.room(), ExchangeCalls.NONE.gone()); // once at most
        connection.http().guarded(connection, told.gone());
    }

    /// The connection is lost.
    void lost() {
        flags |= GONE;
        dropParts();
        tellGone();
        bodyFailed(BodyFailure.GONE);
        if (door != null) {
            door.lost();
        }
    }

    @Override
    public String toString() {
        return "http exchange of " + connection;
    }
}
