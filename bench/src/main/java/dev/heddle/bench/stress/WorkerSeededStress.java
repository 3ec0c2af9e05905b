// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The test of {@link WorkerStress} with the original's fault: it must fail. */
public class WorkerSeededStress {
    private WorkerSeededStress() {}

    /** Fault: the running flag is looked at, and the exchange queued after the stop has drained. */
    @JCStressTest
    @Outcome(id = "ACCEPTED 1", expect = ACCEPTABLE, desc = "It was first, and the stop waited for its end.")
    @Outcome(id = "CLOSED 0", expect = ACCEPTABLE, desc = "The stop was first, and it was refused.")
    @Outcome(expect = FORBIDDEN, desc = "Lost: the fault was caught.")
    @State
    public static class SeededStopAgainstSubmit {
        private final ConcurrentLinkedQueue<Integer> inbox = new ConcurrentLinkedQueue<>();
        private volatile boolean running = true;
        private String offered = "";
        private int ends;

        @Actor
        public void loop() {
            if (running) {
                inbox.add(1);
                offered = "ACCEPTED";
            } else {
                offered = "CLOSED";
            }
        }

        @Actor
        public void operator() {
            running = false;
            while (inbox.poll() != null) {
                ends++;
            }
        }

        @Arbiter
        public void result(L_Result r) {
            r.r1 = offered + " " + ends;
        }
    }
}
