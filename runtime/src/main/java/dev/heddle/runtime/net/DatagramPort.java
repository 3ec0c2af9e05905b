// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.loop.ReadyHandler;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.runtime.poll.Poller;
import dev.heddle.runtime.unit.Unit;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// One bound datagram socket. Thread: the loop. When the heap has no unit it stops to read for [#RETRY_NANOS];
/// the kernel's buffer is the limit of what waits.
final class DatagramPort implements ReadyHandler {
    static final long RETRY_NANOS = 10_000_000;

    /// Datagrams per turn, so that a flood cannot starve the others.
    private static final int DATAGRAMS_MAX = 64;

    private final Udp udp;
    private final int handle;
    private final @Nullable Protocol accepting;
    private final TimerWatcher retry;
    private @Nullable Unit spare;
    private boolean open = true;

    DatagramPort(Udp udp, int handle, @Nullable Protocol accepting) {
        this.udp = udp;
        this.handle = handle;
        this.accepting = accepting;
        this.retry = udp.home().timer(udp.label() + " read again", this::read);
        udp.home().sockets().attach(handle, this);
        read();
    }

    private void read() {
        if (open) {
            udp.home().sockets().interest(handle, Poller.READ);
        }
    }

    int handle() {
        return handle;
    }

    Participant at() {
        return Streams.participant(udp.home().sockets().local(handle));
    }

    @Override
    public void onReady(int ready, boolean readable, boolean writable) {
        var sockets = udp.home().sockets();
        for (int i = 0; i < DATAGRAMS_MAX && open; i++) {
            var unit = take();
            if (unit == null) {
                sockets.interest(handle, 0);
                retry.startAfter(RETRY_NANOS);
                return;
            }
            int got = sockets.receive(handle, unit.payload(), 0, unit.capacityBytes());
            if (got < 0) {
                spare = unit;
                if (got == Poller.END) {
                    return;
                }
                // An earlier datagram was refused somewhere: it was lost, and the socket goes on.
                udp.lost++;
                continue;
            }
            unit.lengthBytes(got);
            if (sockets.sender() instanceof InetSocketAddress peer) {
                udp.arrived(handle, peer, unit, accepting);
            } else {
                unit.release();
            }
        }
    }

    private @Nullable Unit take() {
        var unit = spare;
        spare = null;
        var heap = udp.heap();
        return unit != null || heap == null ? unit : heap.tryAllocate();
    }

    void close() {
        open = false;
        retry.stop();
        if (spare != null) {
            spare.release();
            spare = null;
        }
        udp.home().sockets().close(handle);
    }

    @Override
    public String label() {
        return udp.label();
    }
}
