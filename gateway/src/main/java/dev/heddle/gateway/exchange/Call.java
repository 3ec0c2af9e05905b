// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.exchange;

import dev.heddle.protocols.http.RequestHead;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.runtime.graph.Participants;
import org.jspecify.annotations.Nullable;

/// One HTTP request on its way to a worker, and the head of its answer on the way back.
///
/// Thread: the loop fills it in and offers it; then it is the worker's; with the first part of the answer, or its
/// end, it is the loop's again. Lifetime: until the exchange has ended.
public final class Call {
    private final RequestHead head;
    private final Participants ends;
    private final boolean secure;
    private final boolean body;
    private final @Nullable Runnable bodyWanted;
    private int status;
    private String reason = "";
    private ResponseHeaders headers = ResponseHeaders.NONE;
    private long lengthBytes = -1;
    private boolean whole;

    /// Made by the loop.
    ///
    /// @param head detached
    /// @param ends of the connection, the client as the remote one
    /// @param secure whether it came over TLS
    /// @param body whether the request has one
    /// @param bodyWanted called by the worker, once, before it waits for the body; null: it comes unasked
    public Call(RequestHead head, Participants ends, boolean secure, boolean body, @Nullable Runnable bodyWanted) {
        this.head = head;
        this.ends = ends;
        this.secure = secure;
        this.body = body;
        this.bodyWanted = bodyWanted;
    }

    /** Request line and headers. */
    public RequestHead head() {
        return head;
    }

    /** Both ends of the connection; the same object for all requests of one. */
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

    /** Before the worker reads: a client that waits for "100 Continue" gets it. */
    public void wantBody() {
        if (bodyWanted != null) {
            bodyWanted.run();
        }
    }

    /// Sets the head of the answer; before its first part.
    ///
    /// @param status 200 to 599
    /// @param reason of the status line; "": the usual one
    /// @param headers without Content-Length
    /// @param lengthBytes of the body; -1: not known
    public void answer(int status, String reason, ResponseHeaders headers, long lengthBytes) {
        this.status = status;
        this.reason = reason;
        this.headers = headers;
        this.lengthBytes = lengthBytes;
    }

    /** The next part is the whole body. */
    public void answerIsWhole() {
        whole = true;
    }

    /** 0: there is no answer. */
    public int status() {
        return status;
    }

    /** "": the usual one. */
    public String reason() {
        return reason;
    }

    /** Without Content-Length. */
    public ResponseHeaders headers() {
        return headers;
    }

    /** -1: not known. */
    public long lengthBytes() {
        return lengthBytes;
    }

    /** Whether the first part is the only one. */
    public boolean isWhole() {
        return whole;
    }
}
