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
import org.openjdk.jcstress.infra.results.IIZ_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// The count of a unit: holders that retain and release at once bring it home exactly when the last is gone,
/// and whoever gets the unit next cannot disturb who read it before.
public class UnitCountStress {
    private static final UnitHeap HEAP =
            UnitHeap.open(HeapOptions.of("stress", 16, 1 << 12, 1 << 20).doubling());

    private static final HeapOptions ONE = HeapOptions.of("one", 16, 1, 1);

    private UnitCountStress() {}

    /// Two holders. One passes a share on while the other releases: neither end comes too early or not at all.
    @JCStressTest
    @Outcome(id = "1, 1, true", expect = Expect.ACCEPTABLE, desc = "Each read its payload, then the unit went home.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Home too early, or never.")
    @State
    public static class RetainAgainstLastRelease {
        private final UnitHeap own = UnitHeap.open(ONE); // in a shared heap the unit would be somebody else's by now
        private final Unit unit = own.allocate();

        public RetainAgainstLastRelease() {
            unit.putInt(0, 1);
            unit.retain(1);
        }

        @Actor
        public void passesOn(IIZ_Result r) {
            Unit second = unit.retain();
            unit.release();
            r.r1 = second.getInt(0);
            second.release();
        }

        @Actor
        public void releases(IIZ_Result r) {
            r.r2 = unit.getInt(0);
            unit.release();
        }

        @Arbiter
        public void looks(IIZ_Result r) {
            Unit again = own.tryAllocate();
            r.r3 = again == unit && again.isSole();
            if (again != null) {
                again.release();
            }
            own.close();
        }
    }

    /// A foreign thread reads and releases while an allocating thread takes the next unit and writes to it.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The reader saw its own message, whoever was first.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The unit was handed out while it was being read.")
    @State
    public static class ForeignReleaseAgainstOwnerAllocate {
        private final Unit unit = HEAP.allocate();

        public ForeignReleaseAgainstOwnerAllocate() {
            unit.putInt(0, 1);
        }

        @Actor
        public void foreign(II_Result r) {
            r.r1 = unit.getInt(0);
            unit.release();
        }

        @Actor
        public void owner(II_Result r) {
            Unit next = HEAP.local().allocate();
            next.putInt(0, 2);
            r.r2 = next == unit && next.getInt(0) != 2 ? 1 : 0;
            next.release();
            HEAP.local().flush();
        }
    }

    /// Seeded bug: a count that is read and written without an atomic step.
    @JCStressTest
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "The second was the last.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The first was the last.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Sent home twice, or never.")
    @State
    public static class SeededPlainCount {
        private int count = 2;

        @Actor
        public void first(II_Result r) {
            r.r1 = --count == 0 ? 1 : 0;
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = --count == 0 ? 1 : 0;
        }
    }

    /// Seeded bug: the unit is given away before its holder has read it.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The reader was lucky.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The next holder's message was read.")
    @State
    public static class SeededReleaseBeforeRead {
        private int payload = 1;
        private volatile int count = 1;

        @Actor
        public void foreign(II_Result r) {
            count = 0;
            r.r1 = payload;
        }

        @Actor
        public void owner(II_Result r) {
            if (count == 0) {
                payload = 2;
            }
            r.r2 = 0;
        }
    }
}
