// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.request;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import dev.heddle.runtime.worker.Exchange;
import dev.heddle.runtime.worker.ExchangeListener;
import dev.heddle.runtime.worker.ExchangePort;
import dev.heddle.runtime.worker.WorkerGroup;
import dev.heddle.runtime.worker.WorkerOptions;
import java.util.ArrayList;
import java.util.List;

/// Exchanges with one worker of ours, from a loop on the calling thread.
final class HeddleTrips implements WorkerLoad.Trips, ExchangeListener<long[]> {
    private final UnitHeap heap = UnitHeap.open(HeapOptions.of("bench", 64, 16, 1024));
    private final Loop loop = Loop.open("bench", LoopOptions.defaults());
    private final WorkerGroup<long[]> group =
            WorkerGroup.start(WorkerOptions.of("bench", 1, 128, heap), () -> (request, body, reply) -> reply.done());
    private final ExchangePort<long[]> port = group.port(loop);
    private final List<Exchange<long[]>> kept = new ArrayList<>();
    private long[] times = new long[0];
    private int sent;
    private int ended;

    @Override
    public void run(int outstanding, long[] into) {
        times = into;
        sent = 0;
        ended = 0;
        for (int i = 0; i < outstanding; i++) {
            if (i == kept.size()) {
                kept.add(Exchange.of(i, new long[1], this));
                send(kept.get(i));
            } else {
                send(kept.get(i).reset(i, kept.get(i).request()));
            }
        }
        while (ended < times.length) {
            loop.turn(Long.MAX_VALUE);
        }
    }

    private void send(Exchange<long[]> exchange) {
        sent++;
        exchange.request()[0] = System.nanoTime();
        if (port.offer(exchange) != Offer.ACCEPTED) {
            throw new IllegalStateException("refused");
        }
    }

    @Override
    public boolean onPart(Exchange<long[]> exchange, Unit part) {
        part.release();
        return true;
    }

    @Override
    public void onDone(Exchange<long[]> exchange) {
        times[ended++] = System.nanoTime() - exchange.request()[0];
        if (sent < times.length) {
            send(exchange.reset(exchange.sessionKey(), exchange.request()));
        }
    }

    @Override
    public void onFailed(Exchange<long[]> exchange, Throwable why) {
        throw new IllegalStateException(why);
    }

    @Override
    public void close() {
        group.close();
        loop.close();
        heap.close();
    }
}
