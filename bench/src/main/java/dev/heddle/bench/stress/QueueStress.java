// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.runtime.queue.MpmcQueue;
import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.SpscQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The queues' promises between threads. */
public class QueueStress {
    private QueueStress() {}

    /** What came out, noted by whoever took it: once each, and each producer's in order. */
    static final class Taken {
        private final int[] items = new int[8];
        private int count;

        void add(Integer item) {
            if (item != null) {
                items[count++] = item;
            }
        }

        /** Items of one producer have the same tens. */
        boolean inOrder() {
            for (int i = 0; i < count; i++) {
                for (int k = i + 1; k < count; k++) {
                    if (items[i] / 10 == items[k] / 10 && items[i] >= items[k]) {
                        return false;
                    }
                }
            }
            return true;
        }

        int count() {
            return count;
        }

        int bits() {
            int bits = 0;
            for (int i = 0; i < count; i++) {
                int bit = 1 << (items[i] / 10 * 4 + items[i] % 10);
                bits |= (bits & bit) == 0 ? bit : 1 << 30;
            }
            return bits;
        }
    }

    /** Two producers on an MPSC ring: nothing lost, nothing twice, each producer's items in order. */
    @JCStressTest
    @Outcome(id = "OK", expect = ACCEPTABLE, desc = "All four came out once, each producer's first before its second.")
    @Outcome(expect = FORBIDDEN, desc = "Lost, doubled or out of order.")
    @State
    public static class MpscOrder {
        private final MpscQueue<Integer> queue = MpscQueue.open("q", 4, item -> {});
        private final Taken taken = new Taken();
        private boolean first;
        private boolean second;

        @Actor
        public void first() {
            first = queue.offer(1) == Offer.ACCEPTED & queue.offer(2) == Offer.ACCEPTED;
        }

        @Actor
        public void second() {
            second = queue.offerBatch(new Integer[] {11, 12}, 0, 2) == 2;
        }

        @Arbiter
        public void rest(L_Result r) {
            queue.drain(taken::add, 8);
            boolean all = taken.count() == 4 && Integer.bitCount(taken.bits()) == 4;
            r.r1 = first && second && all && taken.inOrder() ? "OK" : "WRONG " + taken.bits();
        }
    }

    /** A producer and the consumer of a small MPSC ring: an item that is seen is seen whole, and in order. */
    @JCStressTest
    @Outcome(id = "OK", expect = ACCEPTABLE, desc = "What was accepted came out once and in order.")
    @Outcome(expect = FORBIDDEN, desc = "Lost, doubled, torn or out of order.")
    @State
    public static class MpscTransfer {
        private final MpscQueue<int[]> queue = MpscQueue.open("q", 2, item -> {});
        private final Taken taken = new Taken();
        private int accepted;

        @Actor
        public void producer() {
            for (int i = 1; i <= 3; i++) {
                accepted |= queue.offer(new int[] {i}) == Offer.ACCEPTED ? 1 << i : 0;
            }
        }

        @Actor
        public void consumer() {
            queue.drain(item -> taken.add(item[0]), 2);
            int[] item = queue.poll();
            if (item != null) {
                taken.add(item[0]);
            }
        }

        @Arbiter
        public void rest(L_Result r) {
            queue.drain(item -> taken.add(item[0]), 8);
            r.r1 = taken.bits() == accepted && taken.inOrder() ? "OK" : "WRONG " + taken.bits() + " of " + accepted;
        }
    }

    /** Two threads at both ends of an MPMC queue, one of them swapping. */
    @JCStressTest
    @Outcome(id = "OK", expect = ACCEPTABLE, desc = "Each item came out once, and each thread saw them in order.")
    @Outcome(expect = FORBIDDEN, desc = "Lost, doubled or out of order.")
    @State
    public static class MpmcOrder {
        private final MpmcQueue<Integer> queue = MpmcQueue.open("q", 4, item -> {});
        private final Taken one = new Taken();
        private final Taken two = new Taken();
        private final Taken rest = new Taken();
        private boolean swapped;

        /** Three wait. */
        public MpmcOrder() {
            if (queue.offerBatch(new Integer[] {1, 2, 3}, 0, 3) != 3) {
                throw new IllegalStateException("no room");
            }
        }

        @Actor
        public void one() {
            one.add(queue.poll());
            if (queue.offer(11) != Offer.ACCEPTED) {
                one.add(99);
            }
            one.add(queue.poll());
        }

        @Actor
        public void two() {
            two.add(queue.poll());
            Integer front = queue.cycle(21);
            two.add(front);
            swapped = front != null;
        }

        @Arbiter
        public void rest(L_Result r) {
            queue.drain(rest::add, 8);
            int all = one.bits() | two.bits() | rest.bits();
            int count = one.count() + two.count() + rest.count();
            boolean once = count == (swapped ? 5 : 4) && Integer.bitCount(all) == count;
            boolean ordered = one.inOrder() && two.inOrder() && rest.inOrder();
            r.r1 = once && ordered ? "OK" : "WRONG " + all;
        }
    }

    /** An offer against closeNow by the consumer of an MPSC ring. */
    @JCStressTest
    @Outcome(id = "ACCEPTED 1", expect = ACCEPTABLE, desc = "The offer was first: the disposer got the item, once.")
    @Outcome(id = "CLOSED 0", expect = ACCEPTABLE, desc = "The close was first: the item stayed with its owner.")
    @Outcome(expect = FORBIDDEN, desc = "Stranded, or with two owners.")
    @State
    public static class MpscCloseAgainstOffer {
        private int disposed;
        private final MpscQueue<Integer> queue = MpscQueue.open("q", 4, item -> disposed++);
        private Offer outcome = Offer.FULL;

        @Actor
        public void producer() {
            outcome = queue.offer(1);
        }

        @Actor
        public void consumer() {
            queue.closeNow();
        }

        @Arbiter
        public void result(L_Result r) {
            boolean late = queue.poll() != null;
            r.r1 = outcome + " " + disposed + (late || !queue.isFinished() ? " LATE" : "");
        }
    }

    /** An offer against a close that is not the producer's, on an SPSC ring whose consumer finishes. */
    @JCStressTest
    @Outcome(id = "ACCEPTED 1", expect = ACCEPTABLE, desc = "The consumer got the item.")
    @Outcome(id = "CLOSED 0", expect = ACCEPTABLE, desc = "The item stayed with its owner.")
    @Outcome(expect = FORBIDDEN, desc = "Stranded, or with two owners.")
    @State
    public static class SpscCloseAgainstOffer {
        private final SpscQueue<Integer> queue = SpscQueue.open("q", 4, item -> {});
        private Offer outcome = Offer.FULL;
        private int taken;
        private boolean finished;

        @Actor
        public void producer() {
            outcome = queue.offer(1);
        }

        @Actor
        public void closerAndConsumer() {
            queue.close();
            finished = queue.isFinished();
            taken += queue.poll() == null ? 0 : 1;
            finished |= queue.isFinished();
        }

        @Arbiter
        public void result(L_Result r) {
            Integer late = queue.poll();
            taken += late == null ? 0 : 1;
            r.r1 = outcome + " " + taken + (finished && late != null ? " LATE" : "");
        }
    }

    /** A producer of an SPSC ring that looks for room against a close by a third thread: the next offer is refused. */
    @JCStressTest
    @Outcome(id = "ACCEPTED CLOSED", expect = ACCEPTABLE, desc = "The offer was first.")
    @Outcome(id = "CLOSED CLOSED", expect = ACCEPTABLE, desc = "The close was first.")
    @Outcome(expect = FORBIDDEN, desc = "An offer after the close was taken, or called full.")
    @State
    public static class SpscCloseAgainstLimit {
        private final SpscQueue<Integer> queue = SpscQueue.open("q", 2, item -> {});
        private Offer outcome = Offer.FULL;

        /** The limit is reached, and there is room. */
        public SpscCloseAgainstLimit() {
            for (int i = 0; i < 2; i++) {
                if (queue.offer(i) != Offer.ACCEPTED || queue.poll() == null) {
                    throw new IllegalStateException("wanted room for one");
                }
            }
        }

        @Actor
        public void producer() {
            outcome = queue.offer(1);
        }

        @Actor
        public void closer() {
            queue.close();
        }

        @Arbiter
        public void result(L_Result r) {
            r.r1 = outcome + " " + queue.offer(2);
        }
    }

    /** An offer against a consumer of an MPSC ring that goes to sleep. */
    @JCStressTest
    @Outcome(id = "SEEN", expect = ACCEPTABLE, desc = "The consumer saw the item and did not sleep.")
    @Outcome(id = "WOKEN", expect = ACCEPTABLE, desc = "It slept and was woken, once.")
    @Outcome(expect = FORBIDDEN, desc = "It sleeps for ever, or was woken twice.")
    @State
    public static class MpscWakeup {
        private int wakes;
        private final MpscQueue<Integer> queue = MpscQueue.open("q", 4, item -> {}, () -> wakes++);
        private boolean sleeps;
        private Offer outcome = Offer.FULL;

        @Actor
        public void producer() {
            outcome = queue.offer(1);
        }

        @Actor
        public void consumer() {
            sleeps = queue.arm();
        }

        @Arbiter
        public void result(L_Result r) {
            r.r1 = outcome != Offer.ACCEPTED ? outcome : verdict(sleeps, wakes);
        }
    }

    /** The same on an SPSC ring, where no compare-and-set orders the producer. */
    @JCStressTest
    @Outcome(id = "SEEN", expect = ACCEPTABLE, desc = "The consumer saw the item and did not sleep.")
    @Outcome(id = "WOKEN", expect = ACCEPTABLE, desc = "It slept and was woken, once.")
    @Outcome(expect = FORBIDDEN, desc = "It sleeps for ever, or was woken twice.")
    @State
    public static class SpscWakeup {
        private int wakes;
        private final SpscQueue<Integer> queue = SpscQueue.open("q", 4, item -> {}, () -> wakes++);
        private boolean sleeps;
        private Offer outcome = Offer.FULL;

        @Actor
        public void producer() {
            outcome = queue.offer(1);
        }

        @Actor
        public void consumer() {
            sleeps = queue.arm();
        }

        @Arbiter
        public void result(L_Result r) {
            r.r1 = outcome != Offer.ACCEPTED ? outcome : verdict(sleeps, wakes);
        }
    }

    /** The wake-up may also come for a consumer that then found the item by itself. */
    static String verdict(boolean sleeps, int wakes) {
        if (!sleeps) {
            return wakes <= 1 ? "SEEN" : "TWICE";
        }
        return wakes == 0 ? "LOST" : wakes == 1 ? "WOKEN" : "TWICE";
    }
}
