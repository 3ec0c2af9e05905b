// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.unit.UnitHeap;
import org.jspecify.annotations.Nullable;

/// How an HTTP layer behaves. Immutable, any thread.
public final class HttpOptions {
    private final UnitHeap heap;
    private HttpLimits limits = HttpLimits.defaults();
    private String serverName = "heddle";
    private int windowBytes = 256 << 10;
    private int answerBytes = 64 << 10;
    private int discardBytes = 64 << 10;
    private int connections = 65_536;
    private int underWay = 8192;
    private boolean secure;
    private @Nullable AccessLog accessLog;

    private HttpOptions(UnitHeap heap) {
        this.heap = heap;
    }

    private HttpOptions(HttpOptions from) {
        heap = from.heap;
        limits = from.limits;
        serverName = from.serverName;
        windowBytes = from.windowBytes;
        answerBytes = from.answerBytes;
        discardBytes = from.discardBytes;
        connections = from.connections;
        underWay = from.underWay;
        secure = from.secure;
        accessLog = from.accessLog;
    }

    /// Answers are written into units of this heap, and the beginnings of heads kept in it.
    ///
    /// @param heap of units of at least 1 KiB; 16 KiB is a good size
    /// @return limits by default, 256 KiB window, 64 KiB per answer, 65536 connections, 8192 requests in work
    public static HttpOptions of(UnitHeap heap) {
        return new HttpOptions(heap);
    }

    /// What a connection may ask for.
    ///
    /// @param changed the new limits
    /// @return a copy
    public HttpOptions limits(HttpLimits changed) {
        var copy = new HttpOptions(this);
        copy.limits = changed;
        return copy;
    }

    /// What the "Server" line says.
    ///
    /// @param name empty: there is no such line
    /// @return a copy
    public HttpOptions serverName(String name) {
        var copy = new HttpOptions(this);
        copy.serverName = name;
        return copy;
    }

    /// How many bytes of answers may be below at once, in the outbox of the connection. That outbox's limit
    /// must be at least 64 KiB more.
    ///
    /// @param bytes at least 4 KiB
    /// @return a copy
    public HttpOptions windowBytes(int bytes) {
        var copy = new HttpOptions(this);
        copy.windowBytes = atLeast("window bytes", 4096, bytes);
        return copy;
    }

    /// How many bytes of one answer may wait here before its handler is told to wait.
    ///
    /// @param bytes at least 1 KiB
    /// @return a copy
    public HttpOptions answerBytes(int bytes) {
        var copy = new HttpOptions(this);
        copy.answerBytes = atLeast("answer bytes", 1024, bytes);
        return copy;
    }

    /// How much of a body is read and dropped when it was answered unread; a longer one ends the connection.
    ///
    /// @param bytes 0 or more
    /// @return a copy
    public HttpOptions discardBytes(int bytes) {
        var copy = new HttpOptions(this);
        copy.discardBytes = atLeast("discarded bytes", 0, bytes);
        return copy;
    }

    /// The most connections of one loop; one more is answered 503 and closed.
    ///
    /// @param most at least 1
    /// @return a copy
    public HttpOptions maxConnections(int most) {
        var copy = new HttpOptions(this);
        copy.connections = atLeast("connections", 1, most);
        return copy;
    }

    /// The most requests in work on one loop; one more is answered 503.
    ///
    /// @param most at least 1
    /// @return a copy
    public HttpOptions maxUnderWay(int most) {
        var copy = new HttpOptions(this);
        copy.underWay = atLeast("requests under way", 1, most);
        return copy;
    }

    /// The stream below is encrypted.
    ///
    /// @return a copy
    public HttpOptions secure() {
        var copy = new HttpOptions(this);
        copy.secure = true;
        return copy;
    }

    /// Who is told of each exchange that has ended.
    ///
    /// @param sink called on the loop; must not block
    /// @return a copy
    public HttpOptions accessLog(AccessLog sink) {
        var copy = new HttpOptions(this);
        copy.accessLog = sink;
        return copy;
    }

    private static int atLeast(String what, int least, int got) {
        if (got < least) {
            throw new IllegalArgumentException("http " + what + ": wanted at least " + least + ", got " + got);
        }
        return got;
    }

    UnitHeap heap() {
        return heap;
    }

    HttpLimits limits() {
        return limits;
    }

    String serverName() {
        return serverName;
    }

    int windowBytes() {
        return windowBytes;
    }

    int answerBytes() {
        return answerBytes;
    }

    int discardBytes() {
        return discardBytes;
    }

    int maxConnections() {
        return connections;
    }

    int maxUnderWay() {
        return underWay;
    }

    boolean isSecure() {
        return secure;
    }

    @Nullable
    AccessLog accessLog() {
        return accessLog;
    }
}
