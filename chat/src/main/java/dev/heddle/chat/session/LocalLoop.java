// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import dev.heddle.chat.hub.Delivery;
import dev.heddle.chat.hub.LoopPort;
import dev.heddle.chat.hub.Outlet;
import dev.heddle.runtime.unit.Unit;

/// The hub's port to the loop that it lives on: no hand-over, every call reaches the outlet at once.
///
/// Thread: the hub's loop.
public final class LocalLoop implements LoopPort {
    private final Outbox.Barriers barriers = new Outbox.Barriers();
    private final Runnable endOfTurn;

    /// @param endOfTurn what the transport does with the connections that were written to, or nothing
    public LocalLoop(Runnable endOfTurn) {
        this.endOfTurn = endOfTurn;
    }

    /// For the outboxes of this loop.
    public Outbox.Barriers barriers() {
        return barriers;
    }

    @Override
    public void append(Outlet outlet, Unit unit, int offsetBytes, int lengthBytes) {
        outlet.append(unit, offsetBytes, lengthBytes);
    }

    @Override
    public void hold(Outlet outlet, long sequence, Unit unit, int offsetBytes, int lengthBytes) {
        outlet.hold(sequence, unit, offsetBytes, lengthBytes);
    }

    @Override
    public void replaceHeld(Outlet outlet, long sequence, Unit unit, int offsetBytes, int lengthBytes) {
        outlet.replaceHeld(sequence, unit, offsetBytes, lengthBytes);
    }

    @Override
    public void fanOut(Delivery delivery) {
        delivery.deliver();
    }

    @Override
    public void settled(long sequence) {
        barriers.settled(sequence);
    }

    @Override
    public void pauseReading(Outlet outlet, boolean paused) {
        outlet.pauseReading(paused);
    }

    @Override
    public void whenDrained(Outlet outlet, int lowBytes, Runnable drained) {
        outlet.whenDrained(lowBytes, drained);
    }

    @Override
    public void close(Outlet outlet) {
        outlet.close();
    }

    @Override
    public void endOfTurn() {
        endOfTurn.run();
    }
}
