// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.bench.stress.QueueStress.Taken;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The tests of {@link QueueStress} over queues with a fault each; every one of them must fail. */
public class QueueSeededStress {
    private QueueSeededStress() {}

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Integer[].class);

    /** Fault: an index is claimed by a read and a write. */
    @JCStressTest
    @Outcome(id = "OK", expect = ACCEPTABLE, desc = "All four came out once, each producer's first before its second.")
    @Outcome(expect = FORBIDDEN, desc = "Lost, doubled or out of order: the fault was caught.")
    @State
    public static class SeededMpscOrder {
        private final Integer[] slots = new Integer[8];
        private volatile int tail;
        private int head;
        private final Taken taken = new Taken();

        private void offer(int item) {
            int at = tail;
            tail = at + 1;
            SLOT.setRelease(slots, at, item);
        }

        private Integer poll() {
            Integer item = (Integer) SLOT.getAcquire(slots, head);
            head += item == null ? 0 : 1;
            return item;
        }

        @Actor
        public void first() {
            offer(1);
            offer(2);
        }

        @Actor
        public void second() {
            offer(11);
            offer(12);
        }

        @Arbiter
        public void rest(L_Result r) {
            for (int i = 0; i < 4; i++) {
                taken.add(poll());
            }
            r.r1 = taken.count() == 4 && taken.inOrder() ? "OK" : "WRONG " + taken.bits();
        }
    }

    /** Fault: two consumers may take the same front. */
    @JCStressTest
    @Outcome(id = "OK", expect = ACCEPTABLE, desc = "Each item came out once.")
    @Outcome(expect = FORBIDDEN, desc = "Lost or doubled: the fault was caught.")
    @State
    public static class SeededMpmcOrder {
        private final Integer[] slots = {1, 2, 3, 4};
        private volatile int head;
        private final Taken one = new Taken();
        private final Taken two = new Taken();
        private final Taken rest = new Taken();

        private Integer poll() {
            int at = head;
            if (at == slots.length) {
                return null;
            }
            head = at + 1;
            return slots[at];
        }

        @Actor
        public void consumer() {
            one.add(poll());
            one.add(poll());
        }

        @Actor
        public void sibling() {
            two.add(poll());
            two.add(poll());
        }

        @Arbiter
        public void rest(L_Result r) {
            for (int i = 0; i < 4; i++) {
                rest.add(poll());
            }
            int all = one.bits() | two.bits() | rest.bits();
            r.r1 = one.count() + two.count() + rest.count() == 4 && Integer.bitCount(all) == 4 ? "OK" : "WRONG " + all;
        }
    }

    /** Fault: the producer looks at the closed mark and then publishes, and nobody looks again. */
    @JCStressTest
    @Outcome(id = "ACCEPTED 1", expect = ACCEPTABLE, desc = "The consumer got the item.")
    @Outcome(id = "CLOSED 0", expect = ACCEPTABLE, desc = "The item stayed with its owner.")
    @Outcome(expect = FORBIDDEN, desc = "Stranded: the fault was caught.")
    @State
    public static class SeededCloseAgainstOffer {
        private volatile boolean closed;
        private volatile Integer slot;
        private String outcome = "";
        private int disposed;

        @Actor
        public void producer() {
            if (closed) {
                outcome = "CLOSED";
                return;
            }
            slot = 1;
            outcome = "ACCEPTED";
        }

        @Actor
        public void consumer() {
            closed = true;
            disposed += slot == null ? 0 : 1;
        }

        @Arbiter
        public void result(L_Result r) {
            r.r1 = outcome + " " + disposed;
        }
    }

    /** Fault: the producer that writes a new limit does not look again whether the queue was closed meanwhile. */
    @JCStressTest
    @Outcome(id = "CLOSED", expect = ACCEPTABLE, desc = "The next offer is refused.")
    @Outcome(expect = FORBIDDEN, desc = "The next offer is taken: the fault was caught.")
    @State
    public static class SeededCloseAgainstLimit {
        private volatile boolean closed;
        private volatile long limit;

        @Actor
        public void producer() {
            if (!closed) {
                limit = 4;
            }
        }

        @Actor
        public void closer() {
            closed = true;
            limit = -1;
        }

        @Arbiter
        public void result(L_Result r) {
            r.r1 = limit == -1 ? "CLOSED" : "OPEN";
        }
    }

    /** Fault: the full fence between publishing and looking for a sleeper was left out. */
    @JCStressTest
    @Outcome(id = "SEEN", expect = ACCEPTABLE, desc = "The consumer saw the item and did not sleep.")
    @Outcome(id = "WOKEN", expect = ACCEPTABLE, desc = "It slept and was woken, once.")
    @Outcome(expect = FORBIDDEN, desc = "It sleeps for ever: the fault was caught.")
    @State
    public static class SeededWakeup {
        private static final VarHandle TAIL;
        private static final VarHandle SLEEPING;

        static {
            try {
                var lookup = MethodHandles.lookup();
                TAIL = lookup.findVarHandle(SeededWakeup.class, "tail", int.class);
                SLEEPING = lookup.findVarHandle(SeededWakeup.class, "sleeping", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private int tail;
        private int sleeping;
        private int wakes;
        private boolean sleeps;

        @Actor
        public void producer() {
            TAIL.setRelease(this, 1);
            if ((int) SLEEPING.getAcquire(this) == 1) {
                wakes++;
            }
        }

        @Actor
        public void consumer() {
            SLEEPING.setVolatile(this, 1);
            sleeps = (int) TAIL.getVolatile(this) == 0;
        }

        @Arbiter
        public void result(L_Result r) {
            r.r1 = QueueStress.verdict(sleeps, wakes);
        }
    }
}
