// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.poll.ScriptedNetwork;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import dev.heddle.runtime.worker.Exchange;
import dev.heddle.runtime.worker.ExchangeListener;
import dev.heddle.runtime.worker.ExchangePort;
import dev.heddle.runtime.worker.WorkerGroup;
import dev.heddle.runtime.worker.WorkerOptions;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** What workers promise between threads. */
public class WorkerStress {
    private static final UnitHeap HEAP = UnitHeap.open(HeapOptions.of("stress", 64, 16, 1024));

    private WorkerStress() {}

    /** One group of one stepped worker, and a loop that belongs to whichever actor runs it. */
    private abstract static class Stop implements ExchangeListener<Integer> {
        private final ScriptedNetwork network = ScriptedNetwork.realTime();
        private final Loop loop = Loop.open(
                "stress", LoopOptions.defaults().backend(Backend.SCRIPTED).network(network));
        private final WorkerGroup<Integer> group;
        private final ExchangePort<Integer> port;
        private Offer offered = Offer.FULL;
        private int ends;

        Stop(boolean shared) {
            var options = WorkerOptions.of("stress", 1, 4, HEAP);
            group = WorkerGroup.stepped(
                    shared ? options.sharedQueue() : options, () -> (request, body, reply) -> reply.done());
            port = group.port(loop);
        }

        void submit() {
            loop.owner().take();
            offered = port.offer(Exchange.of(1, 1, this));
        }

        void stop() {
            group.stop(1_000_000_000L);
        }

        String outcome() {
            loop.owner().take();
            for (int i = 0; i < 4; i++) {
                loop.turn(0);
            }
            String result = offered + " " + ends;
            loop.close();
            return result;
        }

        @Override
        public boolean onPart(Exchange<Integer> exchange, Unit part) {
            part.release();
            return true;
        }

        @Override
        public void onDone(Exchange<Integer> exchange) {
            ends++;
        }

        @Override
        public void onFailed(Exchange<Integer> exchange, Throwable why) {
            ends++;
        }
    }

    /** An exchange that races with the stop is either refused, or ends exactly once; each worker has a queue. */
    @JCStressTest
    @Outcome(id = "ACCEPTED 1", expect = ACCEPTABLE, desc = "It was first, and the stop waited for its end.")
    @Outcome(id = "CLOSED 0", expect = ACCEPTABLE, desc = "The stop was first, and it was refused.")
    @Outcome(expect = FORBIDDEN, desc = "Lost, or ended twice.")
    @State
    public static class StopAgainstSubmit extends Stop {
        /** Opens the group. */
        public StopAgainstSubmit() {
            super(false);
        }

        @Actor
        public void loop() {
            submit();
        }

        @Actor
        public void operator() {
            stop();
        }

        @Arbiter
        public void result(L_Result r) {
            r.r1 = outcome();
        }
    }

    /** An exchange that races with the stop is either refused, or ends exactly once; all workers share a queue. */
    @JCStressTest
    @Outcome(
            id = "ACCEPTED 1",
            expect = ACCEPTABLE,
            desc = "It was first, and it ended, handled or failed by the stop.")
    @Outcome(id = "CLOSED 0", expect = ACCEPTABLE, desc = "The stop was first, and it was refused.")
    @Outcome(expect = FORBIDDEN, desc = "Lost, or ended twice.")
    @State
    public static class StopAgainstSubmitShared extends Stop {
        /** Opens the group. */
        public StopAgainstSubmitShared() {
            super(true);
        }

        @Actor
        public void loop() {
            submit();
        }

        @Actor
        public void operator() {
            stop();
        }

        @Arbiter
        public void result(L_Result r) {
            r.r1 = outcome();
        }
    }
}
