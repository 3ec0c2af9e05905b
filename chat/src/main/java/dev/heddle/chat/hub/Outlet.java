// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.runtime.unit.Unit;

/// The way out to one connection: what its loop keeps for it. The transport (or a test) implements it.
///
/// Thread: the loop of the connection; the hub never calls it directly, it goes through [LoopPort] and
/// [Delivery]. An implementation MUST:
/// 1. never block and never fail: an outlet whose connection is gone swallows what it is given, and releases
/// it;
/// 2. keep the order of the calls on the wire;
/// 3. hold back what comes after a held slice until its sequence is settled (see [LoopPort#settled]);
/// 4. count its bytes, and at its limit close the connection with "SendQ exceeded";
/// 5. keep only a stated number of shared units from going home because of a slow reader: what is more it copies.
public interface Outlet {
    /// One slice of whole framed lines. Takes over one reference of the unit.
    void append(Unit unit, int offsetBytes, int lengthBytes);

    /// The same, but this slice and everything appended after it waits until `sequence` is settled.
    void hold(long sequence, Unit unit, int offsetBytes, int lengthBytes);

    /// What was held for `sequence` is replaced (the store refused it: the slice says so). Takes over one
    /// reference.
    void replaceHeld(long sequence, Unit unit, int offsetBytes, int lengthBytes);

    /// Bytes not yet handed to the socket, held ones included.
    int pendingBytes();

    /// Stops or resumes taking lines from this connection.
    void pauseReading(boolean paused);

    /// Calls `drained` once, on this loop or by way of the hub's queue, when `pendingBytes` is at most
    /// `lowBytes`.
    void whenDrained(int lowBytes, Runnable drained);

    /// Writes what is pending (with a limit of time), then closes. Nothing is appended afterwards.
    void close();
}
