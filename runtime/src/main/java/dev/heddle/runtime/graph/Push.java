// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

/// What became of a pushed message. The message is taken over whatever the answer is.
public enum Push {
    /// It is on its way down.
    ACCEPTED,
    /// It was released, because the session is behind: an outbox at its limit, or no unit for a header.
    /// [Protocol#room(Session)] tells when to go on.
    FULL,
    /// It was released, because the session takes nothing any more.
    CLOSED
}
