// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.channel;

/// What a channel layer has done so far. Written on its loop.
public final class ChannelCounts {
    long malformed;
    long executed;
    long repeats;
    long stale;
    long retransmissions;
    long unwelcome;

    ChannelCounts() {}

    /// Messages dropped because they are none of this layer's.
    public long malformed() {
        return malformed;
    }

    /// Requests handed upward.
    public long executed() {
        return executed;
    }

    /// Requests that came again and were not handed upward.
    public long repeats() {
        return repeats;
    }

    /// Requests refused because of their ticket.
    public long stale() {
        return stale;
    }

    /// Requests sent a second time or more often.
    public long retransmissions() {
        return retransmissions;
    }

    /// Callers who got no ticket, because as many as allowed are remembered.
    public long unwelcome() {
        return unwelcome;
    }
}
