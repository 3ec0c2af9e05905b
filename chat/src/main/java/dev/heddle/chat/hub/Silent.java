// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.runtime.unit.Unit;

/// The loop of clients that are only known from events: a hub that is rebuilt tells nobody anything.
final class Silent implements LoopPort {
    static final Silent LOOP = new Silent();
    static final Peer NOWHERE = Peer.plain("0.0.0.0", 0);

    private Silent() {}

    /// An outlet into nothing.
    static final class Nobody implements Outlet {
        @Override
        public void append(Unit unit, int offsetBytes, int lengthBytes) {
            unit.release();
        }

        @Override
        public void hold(long sequence, Unit unit, int offsetBytes, int lengthBytes) {
            unit.release();
        }

        @Override
        public void replaceHeld(long sequence, Unit unit, int offsetBytes, int lengthBytes) {
            unit.release();
        }

        @Override
        public int pendingBytes() {
            return 0;
        }

        @Override
        public void pauseReading(boolean paused) {}

        @Override
        public void whenDrained(int lowBytes, Runnable drained) {
            drained.run();
        }

        @Override
        public void close() {}
    }

    @Override
    public void append(Outlet outlet, Unit unit, int offsetBytes, int lengthBytes) {
        unit.release();
    }

    @Override
    public void hold(Outlet outlet, long sequence, Unit unit, int offsetBytes, int lengthBytes) {
        unit.release();
    }

    @Override
    public void replaceHeld(Outlet outlet, long sequence, Unit unit, int offsetBytes, int lengthBytes) {
        unit.release();
    }

    @Override
    public void fanOut(Delivery delivery) {
        delivery.deliver();
    }

    @Override
    public void settled(long sequence) {}

    @Override
    public void pauseReading(Outlet outlet, boolean paused) {}

    @Override
    public void whenDrained(Outlet outlet, int lowBytes, Runnable drained) {
        drained.run();
    }

    @Override
    public void close(Outlet outlet) {}

    @Override
    public void endOfTurn() {}
}
