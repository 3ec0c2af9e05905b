// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.unit.UnitHeap;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How TCP connections behave. Immutable, any thread.
public final class TcpOptions {
    private final StreamOptions stream;
    private final boolean sharePort;
    private final Duration connectTimeout;
    private final @Nullable Executor resolver;
    private final @Nullable Predicate<? super Endpoint> proxies;

    private TcpOptions(
            StreamOptions stream,
            boolean sharePort,
            Duration connectTimeout,
            @Nullable Executor resolver,
            @Nullable Predicate<? super Endpoint> proxies) {
        this.stream = stream;
        this.sharePort = sharePort;
        this.connectTimeout = connectTimeout;
        this.resolver = resolver;
        this.proxies = proxies;
    }

    /// Reads into units of this heap, one per loop at a time. Backlog 4096, outbox 1 MiB then CLOSE, no idle
    /// timeout, 2 s to linger, 10 s to connect, as many connections as the process may have files.
    public static TcpOptions of(UnitHeap heap) {
        return new TcpOptions(StreamOptions.of(heap), false, Duration.ofSeconds(10), null, null);
    }

    private TcpOptions with(StreamOptions changed) {
        return new TcpOptions(changed, sharePort, connectTimeout, resolver, proxies);
    }

    /// Connections that the kernel completes before they are accepted.
    public TcpOptions backlog(int connections) {
        return with(stream.withBacklog(connections));
    }

    /// The most bytes that wait for one peer, and what happens at the limit.
    public TcpOptions outbox(int limitBytes, WhenBehind policy) {
        return with(stream.withOutbox(limitBytes, policy));
    }

    /// A peer that sends nothing for so long is cut; noticed at most an eighth later. Zero: never.
    public TcpOptions idleTimeout(Duration silent) {
        return with(stream.withIdle(silent));
    }

    /// A peer that takes nothing of what is pending for so long is cut. Zero: never.
    public TcpOptions stallTimeout(Duration stalled) {
        return with(stream.withStall(stalled));
    }

    /// How long a closed session may still send what is pending and wait for the peer's end. Zero: it is
    /// dropped.
    public TcpOptions linger(Duration linger) {
        return with(stream.withLinger(linger));
    }

    /// The most connections at once; one more is sent the text, if there is one, and closed.
    public TcpOptions maxConnections(int connections, String refusal) {
        return with(stream.withMax(connections, refusal));
    }

    /// Several loops listen on one port and the kernel deals connections out to them.
    public TcpOptions sharePort() {
        return new TcpOptions(stream, true, connectTimeout, resolver, proxies);
    }

    /// How long an active open may take, the name server included.
    public TcpOptions connectTimeout(Duration limit) {
        return new TcpOptions(stream, sharePort, limit, resolver, proxies);
    }

    /// Where host names are looked up, because that blocks; by default on virtual threads.
    public TcpOptions resolveOn(Executor executor) {
        return new TcpOptions(stream, sharePort, connectTimeout, executor, proxies);
    }

    /// Connections from these sources must begin with a PROXY header (version 1 or 2), which names the real
    /// ends; from all others it is not looked for. A wrong or late header cuts the connection.
    public TcpOptions proxyFrom(Predicate<? super Endpoint> trusted) {
        return new TcpOptions(stream, sharePort, connectTimeout, resolver, trusted);
    }

    StreamOptions stream() {
        return stream;
    }

    boolean sharesPort() {
        return sharePort;
    }

    Duration connectLimit() {
        return connectTimeout;
    }

    @Nullable
    Executor resolver() {
        return resolver;
    }

    @Nullable
    Predicate<? super Endpoint> proxies() {
        return proxies;
    }
}
