// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.runtime.unit.Unit;

/// The hub's side of one event loop: everything that the hub tells the outlets of that loop goes through
/// here, in order.
///
/// Thread: the hub. For the hub's own loop the calls go straight to the outlets; for another loop they are
/// collected and handed over in one piece by [#endOfTurn], with one wake-up.
public interface LoopPort {
    /// Takes over one reference.
    void append(Outlet outlet, Unit unit, int offsetBytes, int lengthBytes);

    /// Takes over one reference; see [Outlet#hold].
    void hold(Outlet outlet, long sequence, Unit unit, int offsetBytes, int lengthBytes);

    /// Takes over one reference; see [Outlet#replaceHeld].
    void replaceHeld(Outlet outlet, long sequence, Unit unit, int offsetBytes, int lengthBytes);

    /// Hands over a channel's lines of this turn. Takes over the delivery; the loop calls [Delivery#deliver]
    /// once.
    void fanOut(Delivery delivery);

    /// Every held slice with a sequence up to this one may leave.
    void settled(long sequence);

    /// See [Outlet#pauseReading].
    void pauseReading(Outlet outlet, boolean paused);

    /// See [Outlet#whenDrained]; `drained` is called on the hub.
    void whenDrained(Outlet outlet, int lowBytes, Runnable drained);

    /// See [Outlet#close].
    void close(Outlet outlet);

    /// The hub has nothing more for this turn.
    void endOfTurn();
}
