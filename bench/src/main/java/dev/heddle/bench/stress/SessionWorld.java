// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.stress;

import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.SessionCache;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionMap;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.poll.ScriptedNetwork;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// One loop, one graph and one session in it, for the stress tests: whichever thread steps the loop takes its
/// token.
final class SessionWorld {
    private static final UnitHeap HEAP = UnitHeap.open(HeapOptions.of("stress", 16, 64, 65_536));

    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger misuses = new AtomicInteger();
    private final Loop loop;
    private final Single layer;
    private final SessionRef first;
    private volatile boolean inPop;
    private volatile boolean closedInPop;
    private volatile boolean closedInPush;
    private volatile boolean keeps;
    private volatile @Nullable SessionRef kept;

    SessionWorld(boolean caches) {
        loop = Loop.open("stress", LoopOptions.defaults().network(ScriptedNetwork.realTime()));
        layer = new Single(caches ? new SessionCache(Duration.ofHours(1), 1) : SessionCache.NONE);
        Graph graph = GraphPlan.bottom("single", () -> layer)
                .doorCapacity(2)
                .onMisuse(misuse -> misuses.incrementAndGet())
                .build(loop);
        first = Objects.requireNonNull(
                graph.layer("single").open(layer, Participants.unknown()).take());
        loop.owner().leave();
    }

    SessionRef open() {
        return first;
    }

    int onLoop(IntSupplier step) {
        loop.owner().take();
        try {
            return step.getAsInt();
        } finally {
            loop.owner().leave();
        }
    }

    int pop() {
        var message = HEAP.allocate();
        if (!layer.sessions.pop(1, message, 0, 0)) {
            message.release();
        }
        return 0;
    }

    int popAndKeep() {
        keeps = true;
        return pop();
    }

    void letGo() {
        var mine = kept;
        if (mine != null) {
            mine.close();
        }
    }

    int closedWhileKept() {
        return kept == null ? 0 : closed.get();
    }

    int find() {
        return layer.sessions.find(1) == null ? 0 : 1;
    }

    int turn() {
        return loop.turn(0);
    }

    int turnAndReuse() {
        loop.turn(0);
        return layer.sessions.reuse(1, layer) == null ? 0 : 1;
    }

    /// 0: went through; 1: a close during use was reported; 2: the handle was closed before.
    int push(SessionRef session) {
        try {
            session.push(HEAP.allocate(), 0, 0);
        } catch (IllegalStateException e) {
            return 2;
        }
        return misuses.get();
    }

    int closed() {
        return closed.get();
    }

    int closedInPop() {
        return closedInPop ? 1 : 0;
    }

    int closedInPush() {
        return closedInPush ? 1 : 0;
    }

    /// A layer with one key.
    private final class Single extends Protocol {
        private final SessionMap<Integer> sessions;

        Single(SessionCache cache) {
            sessions = sessions(cache);
        }

        @Override
        public Request<SessionRef> open(Protocol upper, Participants to) {
            var opened = Promise.<SessionRef>create(loop(), "open", SessionRef::close);
            opened.done(sessions.create(1, upper, new Handler()));
            return opened;
        }

        @Override
        public Service needs() {
            return Service.STREAM;
        }

        @Override
        public Service provides() {
            return Service.STREAM;
        }
    }

    private final class Handler implements SessionHandler {
        @Override
        public Push push(Chain message) {
            message.release();
            closedInPush = first.isClosed();
            return Push.ACCEPTED;
        }

        @Override
        public void pop(Upward up, Chain message) {
            inPop = true;
            message.release();
            if (keeps) {
                kept = up.session().duplicate();
            }
            inPop = false;
        }

        @Override
        public boolean reused() {
            return true;
        }

        @Override
        public void closed() {
            closedInPop |= inPop;
            closed.incrementAndGet();
        }
    }
}
