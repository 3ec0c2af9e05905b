// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import java.time.Duration;

/// What one HTTP connection may ask for. Each limit has its answer; after one of them the connection is closed,
/// because what follows on it can no longer be framed.
///
/// @param requestLineBytes the longest request line without its CRLF; a longer one is answered 414
/// @param headBytes request line and header section together; more is answered 431
/// @param headerCount how many header lines; more is answered 431
/// @param bodyBytes the longest body, whether announced or chunked; a longer one is answered 413
/// @param trailerBytes the longest trailer section of a chunked body; a longer one is answered 431
/// @param pipelined how many requests of one connection may be in work; the next one is read when one is
///     answered
/// @param headTime from the first byte of a request to the end of its head; later is answered 408
/// @param bodyTime the longest silence inside a body; later is answered 408
/// @param idleTime the longest silence between two requests; then the connection is closed without an answer
public record HttpLimits(
        int requestLineBytes,
        int headBytes,
        int headerCount,
        long bodyBytes,
        int trailerBytes,
        int pipelined,
        Duration headTime,
        Duration bodyTime,
        Duration idleTime) {
    /// Each limit must be above zero, and the request line must fit into the head.
    public HttpLimits {
        if (requestLineBytes < 16 || headBytes < requestLineBytes || headerCount < 1) {
            throw new IllegalArgumentException(
                    "http limits: wanted a request line of 16 bytes or more inside a head that"
                            + " holds it and at least 1 header, got requestLineBytes=" + requestLineBytes
                            + " headBytes="
                            + headBytes + " headerCount=" + headerCount);
        }
        if (bodyBytes < 0 || trailerBytes < 0 || pipelined < 1) {
            throw new IllegalArgumentException(
                    "http limits: wanted bodyBytes and trailerBytes of 0 or more and pipelined" + " of 1 or more, got "
                            + bodyBytes + ", " + trailerBytes + ", " + pipelined);
        }
    }

    /// What a public server on a small machine can bear.
    ///
    /// @return 8 KiB request line, 32 KiB head, 100 headers, 8 MiB body, 8 KiB trailers, 64 pipelined requests,
    ///     10 s for a head, 30 s of silence in a body, 60 s between requests
    public static HttpLimits defaults() {
        return new HttpLimits(
                8 << 10,
                32 << 10,
                100,
                8L << 20,
                8 << 10,
                64,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60));
    }

    /// The same with another longest body.
    ///
    /// @param most in bytes
    /// @return a copy
    public HttpLimits bodyBytes(long most) {
        return new HttpLimits(
                requestLineBytes, headBytes, headerCount, most, trailerBytes, pipelined, headTime, bodyTime, idleTime);
    }

    /// The same with other heads.
    ///
    /// @param line the longest request line in bytes
    /// @param head request line and headers together, in bytes
    /// @param count how many header lines
    /// @return a copy
    public HttpLimits heads(int line, int head, int count) {
        return new HttpLimits(line, head, count, bodyBytes, trailerBytes, pipelined, headTime, bodyTime, idleTime);
    }

    /// The same with other times.
    ///
    /// @param head from the first byte of a request to the end of its head
    /// @param body the longest silence inside a body
    /// @param idle the longest silence between two requests
    /// @return a copy
    public HttpLimits times(Duration head, Duration body, Duration idle) {
        return new HttpLimits(
                requestLineBytes, headBytes, headerCount, bodyBytes, trailerBytes, pipelined, head, body, idle);
    }

    /// The same with another number of requests of one connection in work.
    ///
    /// @param most at least 1
    /// @return a copy
    public HttpLimits pipelined(int most) {
        return new HttpLimits(
                requestLineBytes, headBytes, headerCount, bodyBytes, trailerBytes, most, headTime, bodyTime, idleTime);
    }
}
