// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

/// Why the rest of a request's body will not come.
public enum BodyFailure {
    /// The client has left, or its connection failed.
    GONE,
    /// It is longer than [HttpLimits#bodyBytes()], or its trailers than their limit.
    TOO_LARGE,
    /// Its chunks are malformed.
    MALFORMED,
    /// Nothing came for [HttpLimits#bodyTime()].
    TIMED_OUT,
    /// The answer was complete before it: the rest is dropped.
    ANSWERED
}
