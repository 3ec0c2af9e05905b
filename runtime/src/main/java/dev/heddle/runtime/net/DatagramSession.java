// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.poll.Poller;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;

/// Datagrams to and from one peer; it holds nothing. Thread: the loop.
final class DatagramSession implements SessionHandler {
    private final Udp udp;
    private final Udp.Flow flow;

    DatagramSession(Udp udp, Udp.Flow flow) {
        this.udp = udp;
        this.flow = flow;
    }

    @Override
    public Push push(Chain message) {
        int length = message.lengthBytes();
        try {
            return length > Udp.DATAGRAM_BYTES_MAX ? lost() : send(udp.gather(message), 0, length);
        } finally {
            message.release();
        }
    }

    @Override
    public Push push(Unit unit, int fromBytes, int lengthBytes) {
        try {
            return send(unit.room(), unit.headroomBytes() + fromBytes, lengthBytes);
        } finally {
            unit.release();
        }
    }

    private Push send(MemorySegment from, long offset, int length) {
        int outcome = udp.home().sockets().send(flow.handle(), from, offset, length, flow.peer());
        if (outcome == Poller.END || outcome == Poller.FAILED) {
            return lost();
        }
        udp.sent++;
        return Push.ACCEPTED;
    }

    private Push lost() {
        udp.lost++;
        return Push.FULL;
    }

    @Override
    public void pop(Upward up, Chain message) {
        up.demux(message);
    }

    @Override
    public void pop(Upward up, Unit unit, int fromBytes, int lengthBytes) {
        up.demux(unit, fromBytes, lengthBytes);
    }

    @Override
    public Participants participants() {
        return udp.ends(flow);
    }

    /// There is nothing of the last user's to forget.
    @Override
    public boolean reused() {
        return true;
    }

    @Override
    public void closed() {}
}
