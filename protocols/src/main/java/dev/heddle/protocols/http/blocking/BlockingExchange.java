// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.blocking;

import dev.heddle.protocols.http.ExchangeDoor;
import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.RequestHead;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.worker.Append;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One request and its answer, for a thread that may block.
///
/// Thread: the one that the handler was called on, or one that it hands this to and waits for. Lifetime: until
/// the handler returns. A read or write that the client does not serve within the time given to the adapter
/// fails with an [IOException], as everything does when the client has left.
public final class BlockingExchange {
    private final ExchangeDoor door;
    private final RequestHead head;
    private final Participants participants;
    private final boolean secure;
    private final long waitNanos;
    private @Nullable RequestInput input;
    private @Nullable AnswerOutput output;

    /// On the loop, inside the handler's call.
    BlockingExchange(HttpExchange exchange, long waitNanos) {
        this.door = exchange.door();
        this.head = exchange.head().detach();
        this.participants = exchange.participants();
        this.secure = exchange.isSecure();
        this.waitNanos = waitNanos;
    }

    /// The head of the request; may be kept.
    public RequestHead head() {
        return head;
    }

    /// Both ends of the connection, the client's as the remote one.
    public Participants participants() {
        return participants;
    }

    /// Whether the stream below is encrypted.
    public boolean isSecure() {
        return secure;
    }

    /// The request's body; empty when there is none. "100 Continue" is sent with the first read. What is not
    /// read is dropped.
    ///
    /// @return always the same; closing it does nothing
    public InputStream input() {
        var there = input;
        if (there == null) {
            there = new RequestInput(door, waitNanos);
            input = there;
        }
        return there;
    }

    /// A whole answer.
    ///
    /// @param status 200 to 599
    /// @param headers of the answer
    /// @param body not to be changed afterwards
    /// @throws IOException the client has left, or the server stops
    public void respond(int status, ResponseHeaders headers, byte[] body) throws IOException {
        check(door.respond(status, headers, body));
    }

    /// A whole answer; the text goes out as UTF-8.
    ///
    /// @param status 200 to 599
    /// @param headers of the answer; say there what kind of text it is
    /// @param body may be empty
    /// @throws IOException the client has left, or the server stops
    public void respond(int status, ResponseHeaders headers, String body) throws IOException {
        respond(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /// Begins an answer and gives the stream for its body, which is complete when that is closed. If all of it
    /// fits into the buffer of 8 KiB it goes out with its length; else with the Content-Length that the headers
    /// have, or in chunks. [OutputStream#flush()] sends what is there.
    ///
    /// @param status 200 to 599
    /// @param headers of the answer
    /// @return buffered; a handler that fails or returns before it is closed cuts the connection
    public OutputStream output(int status, ResponseHeaders headers) {
        if (output != null || door.isStarted()) {
            throw new IllegalStateException("blocking exchange: output: wanted one answer, got a second: " + status);
        }
        var stream = new AnswerOutput(door, status, headers, waitNanos);
        output = stream;
        return stream;
    }

    /// Calls the handler, and ends the exchange whatever comes of it.
    ///
    /// @return what it threw; null: nothing
    @Nullable
    Throwable run(BlockingHandler handler) {
        try {
            handler.handle(this);
            end("its handler returned before the answer was complete");
            return null;
        } catch (Throwable thrown) {
            if (thrown instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            end("its handler failed");
            return door.isLost() && thrown instanceof IOException ? null : thrown;
        }
    }

    private void end(String why) {
        if (!door.isFinished()) {
            if (door.isStarted()) {
                door.abort(why);
            } else {
                door.respond(500, FAILED, FAILED_TEXT);
            }
        }
    }

    private static final ResponseHeaders FAILED = ResponseHeaders.of("Content-Type", "text/plain; charset=utf-8");
    private static final byte[] FAILED_TEXT = "500 internal server error\n".getBytes(StandardCharsets.US_ASCII);

    static void check(Append outcome) throws IOException {
        switch (outcome) {
            case ACCEPTED -> {}
            case GONE -> throw new IOException("http answer: the client has left");
            case STOPPING -> throw new IOException("http answer: the server is stopping");
            case TIMED_OUT -> throw new IOException("http answer: the client took nothing in time");
        }
    }
}
