// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.unit.UnitHeap;
import java.time.Duration;

/// How Unix stream sockets behave; each setting means what it does in [TcpOptions]. Immutable, any thread.
public final class UnixOptions {
    private final StreamOptions stream;

    private UnixOptions(StreamOptions stream) {
        this.stream = stream;
    }

    /// Reads into units of this heap. Backlog 4096, outbox 1 MiB then CLOSE, no timeouts, 2 s to linger.
    public static UnixOptions of(UnitHeap heap) {
        return new UnixOptions(StreamOptions.of(heap));
    }

    /// Connections that the kernel completes before they are accepted.
    public UnixOptions backlog(int connections) {
        return new UnixOptions(stream.withBacklog(connections));
    }

    /// The most bytes that wait for one peer, and what happens at the limit.
    public UnixOptions outbox(int limitBytes, WhenBehind policy) {
        return new UnixOptions(stream.withOutbox(limitBytes, policy));
    }

    /// A peer that sends nothing for so long is cut. Zero: never.
    public UnixOptions idleTimeout(Duration silent) {
        return new UnixOptions(stream.withIdle(silent));
    }

    /// A peer that takes nothing of what is pending for so long is cut. Zero: never.
    public UnixOptions stallTimeout(Duration stalled) {
        return new UnixOptions(stream.withStall(stalled));
    }

    /// How long a closed session may still send what is pending. Zero: it is dropped.
    public UnixOptions linger(Duration linger) {
        return new UnixOptions(stream.withLinger(linger));
    }

    /// The most connections at once; one more is sent the text, if there is one, and closed.
    public UnixOptions maxConnections(int connections, String refusal) {
        return new UnixOptions(stream.withMax(connections, refusal));
    }

    StreamOptions stream() {
        return stream;
    }
}
