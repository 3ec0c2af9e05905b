// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.SessionCache;
import dev.heddle.runtime.unit.UnitHeap;

/// How UDP behaves. Immutable, any thread.
///
/// @param heap what is received goes into units of it; a longer datagram is cut
/// @param idle sessions that nobody holds and that are kept for the next datagram of the same peer
/// @param sharePort several loops may bind one port, and the kernel deals datagrams out by peer
public record UdpOptions(UnitHeap heap, SessionCache idle, boolean sharePort) {
    /// No idle sessions, the port not shared.
    public static UdpOptions of(UnitHeap heap) {
        return new UdpOptions(heap, SessionCache.NONE, false);
    }

    /// Keeps idle sessions.
    public UdpOptions idle(SessionCache cache) {
        return new UdpOptions(heap, cache, sharePort);
    }

    /// Several loops on one port.
    public UdpOptions sharedPort() {
        return new UdpOptions(heap, idle, true);
    }
}
