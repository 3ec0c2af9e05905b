// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubClock;
import dev.heddle.chat.hub.LoopPort;
import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.message.Parsed;
import dev.heddle.chat.session.Connections;
import dev.heddle.chat.session.LocalLoop;
import dev.heddle.chat.session.Outbox;
import dev.heddle.chat.web.Framings;
import dev.heddle.runtime.loop.AsyncWatcher;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.MessageQueue;
import dev.heddle.runtime.loop.MessageQueueOptions;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.runtime.queue.Sender;
import dev.heddle.runtime.status.StatusReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The hub on its loop: takes what the loops bring, lets the hub hand out at the end of the turn, and sees to
/// it that there is a turn when the hub wants one.
///
/// Thread: loop 0. Its flush watcher stands before those of the graphs, so that what the hub hands out leaves
/// in the same turn.
final class HubHost implements ServerLoop.ToHub, Executor {
    private static final int INBOUND_CAPACITY = 1 << 16;
    private static final int INBOUND_BUDGET = 4096;
    private static final long RETRY_NANOS = 1_000_000L;
    private static final long SHED_NANOS = 250_000_000L;

    private final Loop loop;
    private final Hub hub;
    private final Connections connections;
    private final LocalLoop local = new LocalLoop(() -> {});
    private final Framings framings = new Framings();
    private final HubTurn turn;
    private final TimerWatcher timer;
    private final AsyncWatcher settled;
    private final @Nullable MessageQueue<Inbound> inbound;
    private final List<RemoteLoop> remotes = new ArrayList<>();
    private final List<Runnable> shedders = new CopyOnWriteArrayList<>();
    private long shedAt = Long.MIN_VALUE;
    private long armedAt = Long.MAX_VALUE;
    private boolean behind;
    private boolean accepting;

    /// @param loops how many there are with this one
    HubHost(Loop loop, Hub hub, Connections connections, int loops, HubTurn turn) {
        this.loop = loop;
        this.hub = hub;
        this.connections = connections;
        this.turn = turn;
        this.timer = loop.timer("hub-due", this::due);
        this.settled = loop.async("store-settled", this::onSettled);
        this.inbound = loops == 1
                ? null
                : MessageQueue.open(
                        loop,
                        MessageQueueOptions.<Inbound>of("hub-inbound", INBOUND_CAPACITY, lost -> {})
                                .budget(INBOUND_BUDGET),
                        this::take);
        turn.start(this::turn);
        settled.start();
        var store = hub.store();
        if (store != null) {
            store.onSettled(settled);
        }
    }

    static HubClock clock(Loop loop) {
        return new HubClock() {
            @Override
            public long wallMillis() {
                return loop.epochMillis();
            }

            @Override
            public long nanos() {
                return loop.nowNanos();
            }
        };
    }

    Hub hub() {
        return hub;
    }

    Connections connections() {
        return connections;
    }

    Outbox.Barriers barriers() {
        return local.barriers();
    }

    /// From here on connections are let in.
    void accept(boolean now) {
        accepting = now;
    }

    /// Another loop that brings connections.
    RemoteLoop addLoop(Sender<LoopBatch> queue) {
        var remote = new RemoteLoop(queue);
        remotes.add(remote);
        return remote;
    }

    /// The way in for other loops. Any thread.
    /// Any thread: adds the queue through which the other loops reach the hub, when there are others.
    void report(StatusReport report) {
        if (inbound != null) {
            report.add(inbound);
        }
    }

    Sender<Inbound> inbound() {
        var queue = inbound;
        if (queue == null) {
            throw new IllegalStateException("hub: made for one loop, asked for the way in from another");
        }
        return queue;
    }

    // ---- from this loop

    @Override
    public void opened(IrcLink link, Peer peer) {
        opened(link, peer, local);
    }

    private void opened(IrcLink link, Peer peer, LoopPort port) {
        if (accepting) {
            link.connection(connections.open(port, link.outbox(), framings.of(link.wire()), peer));
        } else {
            port.close(link.outbox());
        }
        turn.mark();
    }

    @Override
    public boolean said(IrcLink link, Parsed line) {
        if (behind) {
            return false;
        }
        link.onLine(line);
        turn.mark();
        return true;
    }

    @Override
    public void lost(IrcLink link, String reason) {
        link.onClosed(reason);
        turn.mark();
    }

    @Override
    public void told(Runnable what) {
        what.run();
        turn.mark();
    }

    /// Runs something on the hub, soon. Any thread.
    @Override
    public void execute(Runnable task) {
        turn.execute(task);
    }

    // ---- from the others

    private void take(Inbound message) {
        switch (message) {
            case Inbound.Opened(var link, var peer, var port) -> opened(link, peer, port);
            case Inbound.Said(var link, var line) -> link.onLine(line);
            case Inbound.Lost(var link, var reason) -> link.onClosed(reason);
            case Inbound.Told(var what) -> what.run();
        }
        turn.mark();
    }

    // ---- the turn

    private void onSettled() {
        connections.settled();
        turn.mark();
    }

    private void due() {
        armedAt = Long.MAX_VALUE;
        turn.mark();
    }

    private void turn() {
        connections.turn();
        boolean stillBehind = false;
        for (var remote : remotes) {
            stillBehind |= remote.isBehind() && !remote.handOver();
        }
        behind(stillBehind);
        boolean starved = hub.isStarved();
        if (starved) {
            shed();
        }
        long at = behind || starved ? loop.nowNanos() + RETRY_NANOS : connections.nextTurnNanos();
        if (at < armedAt) {
            armedAt = at;
            timer.startAfter(Math.max(0, at - loop.nowNanos()));
        }
    }

    /// What is done on a loop to get units back from its slowest readers. Any thread.
    void onStarved(Runnable shedder) {
        shedders.add(shedder);
    }

    private void shed() {
        long now = loop.nowNanos();
        if (now - shedAt >= SHED_NANOS || shedAt == Long.MIN_VALUE) {
            shedAt = now;
            shedders.forEach(Runnable::run);
        }
    }

    /// While a loop has not taken what the hub has for it, nothing new comes in.
    private void behind(boolean now) {
        if (behind != now) {
            behind = now;
            var queue = inbound;
            if (queue != null && now) {
                queue.pause();
            } else if (queue != null) {
                queue.resume();
            }
        }
    }

    /// Lets nobody in any more, and tells everybody to go.
    void closeAll(String reason) {
        accepting = false;
        connections.closeAll(reason);
        turn.mark();
    }

    List<String> rehash() {
        return connections.rehash();
    }

    /// After the last connection has gone: gives back what other loops will never take.
    void close() {
        turn.stop();
        timer.stop();
        settled.stop();
        var queue = inbound;
        if (queue != null) {
            queue.close();
        }
        remotes.forEach(RemoteLoop::discard);
        hub.close();
        framings.close();
    }
}
