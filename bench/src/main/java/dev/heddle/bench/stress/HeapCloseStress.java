// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.stress;

import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/// A heap is closed while its last unit is released: the memory is freed once, by whoever came second, and
/// not before.
public class HeapCloseStress {
    private static final HeapOptions OPTIONS = HeapOptions.of("closing", 16, 1, 1);

    private HeapCloseStress() {}

    @JCStressTest
    @Outcome(id = "7, true", expect = Expect.ACCEPTABLE, desc = "Read in peace, then freed.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Freed under the holder's hands, or by nobody.")
    @State
    public static class CloseAgainstRelease {
        private final UnitHeap heap = UnitHeap.open(OPTIONS);
        private final Unit unit = heap.allocate();

        public CloseAgainstRelease() {
            unit.putInt(0, 7);
        }

        @Actor
        public void closes(IZ_Result r) {
            heap.close();
        }

        @Actor
        public void releases(IZ_Result r) {
            r.r1 = unit.getInt(0);
            unit.release();
        }

        @Arbiter
        public void looks(IZ_Result r) {
            r.r2 = !unit.payload().scope().isAlive();
        }
    }

    /// Seeded bug: both sides tell each other without a fence between the word and the look.
    @JCStressTest
    @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "One of the two saw the other.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Neither saw the other: never freed.")
    @State
    public static class SeededNoFence {
        private boolean closed;
        private int count = 1;
        private boolean freedByCloser;
        private boolean freedByReleaser;

        @Actor
        public void closes() {
            closed = true;
            freedByCloser = count == 0;
        }

        @Actor
        public void releases() {
            count = 0;
            freedByReleaser = closed;
        }

        @Arbiter
        public void looks(Z_Result r) {
            r.r1 = freedByCloser || freedByReleaser;
        }
    }
}
