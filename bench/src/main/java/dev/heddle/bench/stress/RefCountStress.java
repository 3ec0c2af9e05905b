// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.stress;

import dev.heddle.runtime.unit.RefCount;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/// A weak look-up beside the last release: either it finds the thing alive and keeps it so, or it finds it
/// dead.
public class RefCountStress {
    private RefCountStress() {}

    @JCStressTest
    @Outcome(id = "true, false, false", expect = Expect.ACCEPTABLE, desc = "The holder was last.")
    @Outcome(id = "false, true, false", expect = Expect.ACCEPTABLE, desc = "Found alive: the finder was last.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Torn down twice, or never, or after it died.")
    @State
    public static class TryRetainAgainstLastRelease {
        private final RefCount count = RefCount.of("session");

        @Actor
        public void holder(ZZZ_Result r) {
            r.r1 = count.release();
        }

        @Actor
        public void finder(ZZZ_Result r) {
            r.r2 = count.tryRetain() && count.release();
        }

        @Arbiter
        public void looks(ZZZ_Result r) {
            r.r3 = count.count() != 0;
        }
    }

    /// Seeded bug: the two kinds of count mixed. The sole holder's release of a unit, load 1 and store 0,
    /// beside a look-up that raises a count of which it holds no share.
    @JCStressTest
    @Outcome(id = "true, false, false", expect = Expect.ACCEPTABLE, desc = "The holder was last.")
    @Outcome(id = "false, true, false", expect = Expect.ACCEPTABLE, desc = "Found alive: the finder was last.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Torn down under the finder's hands.")
    @State
    public static class SeededMixedKinds {
        private final AtomicInteger count = new AtomicInteger(1);

        @Actor
        public void holder(ZZZ_Result r) {
            if (count.getAcquire() == 1) {
                count.setPlain(0);
                r.r1 = true;
            } else {
                r.r1 = count.getAndDecrement() == 1;
            }
        }

        @Actor
        public void finder(ZZZ_Result r) {
            int seen = count.get();
            r.r2 = seen > 0 && count.compareAndSet(seen, seen + 1) && count.getAndDecrement() == 1;
        }

        @Arbiter
        public void looks(ZZZ_Result r) {
            r.r3 = count.get() != 0;
        }
    }
}
