// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.runtime.queue.BroadcastReader;
import dev.heddle.runtime.queue.BroadcastRing;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/// The broadcast ring between its producer and its readers: everybody sees every unit once, in order and whole,
/// and the last to leave gives all of them back.
public class BroadcastStress {
    private BroadcastStress() {}

    /// Two units through a ring of one place.
    @JCStressTest
    @Outcome(id = "OK", expect = ACCEPTABLE, desc = "Each reader saw what was accepted, in order; nothing is held.")
    @Outcome(expect = FORBIDDEN, desc = "Lost, doubled, torn, overwritten under a reader, or never given back.")
    @State
    public static class BroadcastOrder {
        private final UnitHeap heap = UnitHeap.open(HeapOptions.of("stress", 16, 4, 4));
        private final BroadcastRing ring = BroadcastRing.open("q", 1, 2);
        private final int[] seen = new int[2];
        private int accepted;

        /// Offers until two are accepted, or gives up.
        @Actor
        public void producer() {
            for (int tries = 0; tries < 16 && accepted < 2; tries++) {
                Unit unit = heap.allocate();
                unit.putInt(0, accepted + 1);
                if (ring.offer(unit) == Offer.ACCEPTED) {
                    accepted++;
                } else {
                    unit.release();
                }
            }
            ring.close();
        }

        private void read(int reader) {
            BroadcastReader from = ring.reader(reader);
            for (int tries = 0; tries < 16; tries++) {
                from.read(unit -> seen[reader] = seen[reader] * 10 + unit.getInt(0), 2);
            }
        }

        /// Both readers' thread.
        @Actor
        public void readers() {
            read(0);
            read(1);
        }

        @Arbiter
        public void rest(L_Result r) {
            read(0);
            read(1);
            ring.reader(0).close();
            ring.reader(1).close();
            heap.close();
            boolean home = heap.awaitDrained(0);
            int wanted = accepted == 2 ? 12 : accepted;
            r.r1 = seen[0] == wanted && seen[1] == wanted && home
                    ? "OK"
                    : "WRONG " + seen[0] + " " + seen[1] + " of " + accepted + (home ? "" : ", held");
        }
    }

    /// Seeded bug: the producer looks at the fast reader's place only, and writes over what the other still reads.
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The slow reader was lucky.")
    @Outcome(expect = FORBIDDEN, desc = "The slow reader saw the next message: the fault was caught.")
    @State
    public static class SeededBroadcastOverwrites {
        private volatile int fastReader;
        private int slot = 1;

        /// The fast reader reads before, on the same thread.
        @Actor
        public void producer(II_Result r) {
            r.r1 = slot;
            fastReader = 1;
            if (fastReader == 1) {
                slot = 2;
            }
        }

        @Actor
        public void slow(II_Result r) {
            r.r2 = slot;
        }
    }

    /// A reader that keeps its first unit, against a producer that takes back what it can.
    @JCStressTest
    @Outcome(id = "OK", expect = ACCEPTABLE, desc = "What the reader kept stayed as it was; nothing is held.")
    @Outcome(expect = FORBIDDEN, desc = "Overwritten while it was kept, or never given back.")
    @State
    public static class ReclaimAgainstKeep {
        private final UnitHeap heap = UnitHeap.open(HeapOptions.of("stress", 16, 8, 8));
        private final BroadcastRing ring = BroadcastRing.open("q", 2, 1);
        private @Nullable Unit kept;
        private int keptValue;
        private int reads;
        private boolean torn;

        /// Offers four, with units that came back where that is possible.
        @Actor
        public void producer() {
            for (int i = 1; i <= 4; i++) {
                Unit unit = ring.reclaim();
                if (unit == null) {
                    unit = heap.allocate();
                }
                unit.putInt(0, i);
                if (ring.offer(unit) != Offer.ACCEPTED) {
                    unit.release();
                }
            }
            ring.close();
        }

        private void take(Unit unit) {
            torn |= unit.getInt(0) <= reads;
            reads = unit.getInt(0);
            if (kept == null) {
                kept = unit.retain();
                keptValue = reads;
            }
        }

        /// Reads a few times.
        @Actor
        public void reader() {
            for (int tries = 0; tries < 4; tries++) {
                ring.reader(0).read(this::take, 1);
            }
        }

        @Arbiter
        public void rest(L_Result r) {
            ring.reader(0).read(this::take, 9);
            ring.reader(0).close();
            boolean same = kept != null && kept.getInt(0) == keptValue;
            if (kept != null) {
                kept.release();
            }
            heap.close();
            r.r1 = same && !torn && heap.awaitDrained(0) ? "OK" : "WRONG " + keptValue + " " + reads;
        }
    }
}
