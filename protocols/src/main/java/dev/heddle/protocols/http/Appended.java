// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

/// What became of a part of an answer's body. It is taken over in every case.
public enum Appended {
    /// It is on its way, and there is room for more.
    ACCEPTED,
    /// It is on its way, but the client is behind: wait for [HttpExchange#onRoom] before the next one.
    BEHIND,
    /// It was dropped: the client has left, or the exchange was aborted.
    GONE
}
