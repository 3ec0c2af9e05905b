// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Delivery;
import dev.heddle.chat.hub.LoopPort;
import dev.heddle.chat.hub.Outlet;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Sender;
import dev.heddle.runtime.unit.Unit;
import java.util.ArrayDeque;

/// The hub's port to another loop: collects the calls of a turn and hands them over in one piece.
///
/// Thread: the hub. When the loop's queue is full the batches wait here, in order, and the hub is told to take
/// nothing in until they have gone: the loop always drains, so this ends. Limit: what one turn of the hub
/// makes, times the few turns that it takes until its inputs are quiet.
final class RemoteLoop implements LoopPort {
    private final Sender<LoopBatch> queue;
    private final ArrayDeque<LoopBatch> waiting = new ArrayDeque<>();
    private LoopBatch batch = new LoopBatch();

    RemoteLoop(Sender<LoopBatch> queue) {
        this.queue = queue;
    }

    @Override
    public void append(Outlet outlet, Unit unit, int offsetBytes, int lengthBytes) {
        batch.append(outlet, unit, offsetBytes, lengthBytes);
    }

    @Override
    public void hold(Outlet outlet, long sequence, Unit unit, int offsetBytes, int lengthBytes) {
        batch.hold(outlet, sequence, unit, offsetBytes, lengthBytes);
    }

    @Override
    public void replaceHeld(Outlet outlet, long sequence, Unit unit, int offsetBytes, int lengthBytes) {
        batch.replaceHeld(outlet, sequence, unit, offsetBytes, lengthBytes);
    }

    @Override
    public void fanOut(Delivery delivery) {
        batch.fanOut(delivery);
    }

    @Override
    public void settled(long sequence) {
        batch.settled(sequence);
    }

    @Override
    public void pauseReading(Outlet outlet, boolean paused) {
        batch.pauseReading(outlet, paused);
    }

    @Override
    public void whenDrained(Outlet outlet, int lowBytes, Runnable drained) {
        batch.whenDrained(outlet, lowBytes, drained);
    }

    @Override
    public void close(Outlet outlet) {
        batch.close(outlet);
    }

    @Override
    public void endOfTurn() {
        if (!batch.isEmpty()) {
            waiting.addLast(batch);
            batch = new LoopBatch();
        }
        handOver();
    }

    /// Hands over what waits; true when nothing does any more.
    boolean handOver() {
        for (var first = waiting.peekFirst(); first != null; first = waiting.peekFirst()) {
            var offer = queue.offer(first);
            if (offer == Offer.FULL) {
                return false;
            }
            if (offer == Offer.CLOSED) {
                first.discard();
            }
            waiting.removeFirst();
        }
        return true;
    }

    boolean isBehind() {
        return !waiting.isEmpty();
    }

    /// The loop has ended: gives back what it will never get.
    void discard() {
        batch.discard();
        waiting.forEach(LoopBatch::discard);
        waiting.clear();
    }
}
