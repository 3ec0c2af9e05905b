// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.unit.UnitHeap;
import java.time.Duration;

/// What TCP and Unix sockets have in common; see [TcpOptions] for the meaning of each.
record StreamOptions(
        UnitHeap heap, int backlog, int maxConnections, String refusal, OutboxLimit outbox, StreamTimes times) {
    /// The most bytes pending, and what happens then.
    record OutboxLimit(int bytes, WhenBehind policy) {
        OutboxLimit {
            if (bytes < 1) {
                throw new IllegalArgumentException("outbox: wanted a limit of at least 1 byte, got " + bytes);
            }
        }
    }

    /// Zero: never, and no lingering.
    record StreamTimes(Duration idle, Duration stall, Duration linger) {
        StreamTimes {
            if (idle.isNegative() || stall.isNegative() || linger.isNegative()) {
                throw new IllegalArgumentException(
                        "times: wanted none below zero, got idle " + idle + ", stall " + stall + ", linger " + linger);
            }
        }
    }

    static StreamOptions of(UnitHeap heap) {
        return new StreamOptions(
                heap,
                4096,
                Integer.MAX_VALUE,
                "",
                new OutboxLimit(1 << 20, WhenBehind.CLOSE),
                new StreamTimes(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(2)));
    }

    StreamOptions withBacklog(int connections) {
        if (connections < 1) {
            throw new IllegalArgumentException("backlog: wanted at least 1, got " + connections);
        }
        return new StreamOptions(heap, connections, maxConnections, refusal, outbox, times);
    }

    StreamOptions withMax(int connections, String text) {
        if (connections < 1) {
            throw new IllegalArgumentException("connections: wanted at least 1, got " + connections);
        }
        return new StreamOptions(heap, backlog, connections, text, outbox, times);
    }

    StreamOptions withOutbox(int bytes, WhenBehind policy) {
        return new StreamOptions(heap, backlog, maxConnections, refusal, new OutboxLimit(bytes, policy), times);
    }

    StreamOptions withIdle(Duration idle) {
        return withTimes(new StreamTimes(idle, times.stall, times.linger));
    }

    StreamOptions withStall(Duration stall) {
        return withTimes(new StreamTimes(times.idle, stall, times.linger));
    }

    StreamOptions withLinger(Duration linger) {
        return withTimes(new StreamTimes(times.idle, times.stall, linger));
    }

    private StreamOptions withTimes(StreamTimes changed) {
        return new StreamOptions(heap, backlog, maxConnections, refusal, outbox, changed);
    }
}
