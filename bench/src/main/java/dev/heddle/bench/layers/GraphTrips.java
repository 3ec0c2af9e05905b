// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.layers;

import dev.heddle.bench.rpc.Anchor;
import dev.heddle.bench.rpc.select.Procedure;
import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Udp;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.UnitHeap;

/// Round trips through our graph: two graphs of one plan on one loop.
final class GraphTrips implements Trips {
    private static final Endpoint HERE = new Endpoint("127.0.0.1", 0);

    private final UnitHeap heap;
    private final Loop loop;
    private final Graph serving;
    private final Graph calling;
    private final SessionRef session;
    private final boolean calls;
    private int left;

    /// @param below the plan without its top, which sits over `over`
    /// @param calls request and reply instead of a message each way
    GraphTrips(UnitHeap heap, GraphPlan below, String over, boolean calls) {
        this.heap = heap;
        this.calls = calls;
        loop = Loop.open("trips", LoopOptions.defaults());
        serving = plan(below, over, false).build(loop);
        calling = plan(below, over, true).build(loop);
        boolean procedures = over.equals("select");
        enable(serving.layer("top"), over, procedures ? new Procedure(HERE, 1) : HERE);
        var at = (Endpoint) ((Udp) serving.layer("udp")).listening().getFirst();
        session = open(calling.layer(over)
                .open(calling.layer("top"), Participants.to(procedures ? new Procedure(at, 1) : at)));
    }

    private void enable(Protocol top, String over, Participant local) {
        serving.layer(over).openEnable(top, Participants.at(local));
    }

    private GraphPlan plan(GraphPlan below, String over, boolean caller) {
        return below.layer("top", () -> calls ? Anchor.answering((from, request) -> same(request)) : top(caller), over);
    }

    private Protocol top(boolean caller) {
        return new Bounce(() -> !caller || --left > 0);
    }

    private Request<Chain> same(Chain request) {
        var reply = Promise.<Chain>create(loop, "same", Chain::release);
        reply.done(request);
        return reply;
    }

    private SessionRef open(Request<SessionRef> opening) {
        while (!opening.state().isEnd()) {
            loop.turn(1_000_000);
        }
        var opened = opening.take();
        if (opened == null) {
            throw new IllegalStateException("trips: open", opening.failure());
        }
        return opened;
    }

    @Override
    public void run(int trips) {
        left = trips;
        var unit = heap.allocate();
        unit.lengthBytes(LayerLoad.MESSAGE_BYTES);
        if (calls) {
            call(Chain.of(unit));
        } else {
            var pushed = session.push(Chain.of(unit));
            assert pushed != null;
        }
        while (left > 0) {
            loop.turn(1_000_000);
        }
    }

    private void call(Chain request) {
        session.call(request).onEnd(ended -> {
            var reply = ended.take();
            if (reply == null) {
                throw new IllegalStateException("trips: call", ended.failure());
            }
            if (--left > 0) {
                call(reply);
            } else {
                reply.release();
            }
        });
    }

    @Override
    public long processorNanos() {
        return LayerLoad.THREADS.getCurrentThreadCpuTime();
    }

    @Override
    public void close() {
        session.close();
        calling.close();
        serving.close();
        loop.close();
    }
}
