// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.message.Parsed;
import dev.heddle.chat.session.Outbox;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.MessageQueue;
import dev.heddle.runtime.loop.MessageQueueOptions;
import dev.heddle.runtime.loop.Phase;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Sender;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A loop that is not the hub's: its way to the hub, and the hub's batches for it.
///
/// Thread: its loop, except [#queue()]. Lines are refused when the hub's queue is full, and come again; what
/// must not be lost (an arrival, an end) waits here, at most twice per connection.
final class FarLoop implements ServerLoop.ToHub {
    private static final int BATCHES = 1024;

    private final Sender<Inbound> toHub;
    private final Outbox.Barriers barriers = new Outbox.Barriers();
    private final MessageQueue<LoopBatch> batches;
    private final ArrayDeque<Inbound> waiting = new ArrayDeque<>();
    private @Nullable RemoteLoop port;

    FarLoop(Loop loop, Sender<Inbound> toHub) {
        this.toHub = toHub;
        this.batches = MessageQueue.open(
                loop, MessageQueueOptions.of("hub-batches", BATCHES, LoopBatch::discard), batch -> batch.run(barriers));
        loop.each(Phase.PREPARE, "hub-waiting", this::sendWaiting).start();
    }

    /// The hub's port to this loop, made by the hub; before the first connection.
    void port(RemoteLoop made) {
        port = made;
    }

    /// Where the hub hands its batches in. Any thread.
    Sender<LoopBatch> queue() {
        return batches;
    }

    Outbox.Barriers barriers() {
        return barriers;
    }

    @Override
    public void opened(IrcLink link, Peer peer) {
        var to = port;
        if (to == null) {
            throw new IllegalStateException("loop without a port of the hub");
        }
        must(new Inbound.Opened(link, peer, to));
    }

    @Override
    public boolean said(IrcLink link, Parsed line) {
        return waiting.isEmpty() && toHub.offer(new Inbound.Said(link, line)) == Offer.ACCEPTED;
    }

    @Override
    public void lost(IrcLink link, String reason) {
        must(new Inbound.Lost(link, reason));
    }

    @Override
    public void told(Runnable what) {
        must(new Inbound.Told(what));
    }

    private void must(Inbound message) {
        waiting.addLast(message);
        sendWaiting();
    }

    private void sendWaiting() {
        for (var first = waiting.peekFirst(); first != null; first = waiting.peekFirst()) {
            if (toHub.offer(first) == Offer.FULL) {
                return;
            }
            waiting.removeFirst();
        }
    }
}
