// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.runtime.poll.Poller;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// An accepted connection from a trusted balancer, until its PROXY header has come: then it becomes a
/// [Connection].
/// Thread: the loop.
///
/// The header is read byte by byte, so that nothing behind it is taken; it comes once per connection. It has
/// [#HEADER_NANOS] to come; a connection without one is closed and nobody above hears of it.
final class Proxied implements Socketed {
    private static final System.Logger LOG = System.getLogger(Proxied.class.getName());

    static final long HEADER_NANOS = 5_000_000_000L;

    private final Streams streams;
    private final Protocol upper;
    private final int handle;
    private final Participants seen;
    private final ProxyHeader header = new ProxyHeader();
    private final MemorySegment one = Arena.ofAuto().allocate(1);
    private final TimerWatcher deadline;

    Proxied(Streams streams, Protocol upper, int handle) {
        this.streams = streams;
        this.upper = upper;
        this.handle = handle;
        this.seen = streams.ends(handle);
        this.deadline = streams.loop().timer(streams.label() + " proxy header", () -> refuse("late"));
        deadline.startAfter(HEADER_NANOS);
        streams.counters().open++;
    }

    void start() {
        streams.attach(handle, this);
        streams.sockets().interest(handle, Poller.READ);
    }

    @Override
    public void onReady(boolean readable, boolean writable) {
        for (; ; ) {
            int got = streams.sockets().read(handle, one, 0, 1);
            if (got == 0) {
                return;
            }
            if (got < 0) {
                refuse("the connection ended");
                return;
            }
            switch (header.take(one.get(ValueLayout.JAVA_BYTE, 0))) {
                case MORE -> {}
                case DONE -> {
                    done();
                    return;
                }
                case MALFORMED -> {
                    refuse("malformed");
                    return;
                }
            }
        }
    }

    private void done() {
        deadline.stop();
        streams.counters().open--;
        var source = header.source();
        var target = header.target();
        var ends = source == null || target == null ? seen : new Participants(target, source);
        streams.accept(handle, upper, ends);
    }

    private void refuse(String why) {
        streams.counters().proxyRefused++;
        LOG.log(System.Logger.Level.INFO, "proxy-header-refused peer={0} why={1}", seen.remote(), why);
        cut();
    }

    @Override
    public void cut() {
        deadline.stop();
        streams.counters().open--;
        streams.detach(handle);
    }
}
