// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving of a few operations is explained by some order of the same operations on a plain deque. Each model
 * check stands beside a queue with a fault that it must find, because a check that finds nothing proves nothing.
 */
class QueueLincheckTest {
    private static final int SCENARIOS = Integer.getInteger("heddle.lincheck.scenarios", 8);
    private static final int RUNS = Integer.getInteger("heddle.lincheck.runs", 200);
    private static final int CAPACITY = 2;

    private static void check(Class<?> subject, Class<?> model) {
        new ModelCheckingOptions()
                .iterations(SCENARIOS)
                .invocationsPerIteration(RUNS)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(2)
                .actorsAfter(2)
                .minimizeFailedScenario(false)
                .checkObstructionFreedom(false)
                .sequentialSpecification(model)
                .check(subject);
    }

    @Test
    void mpscBehavesLikeOneDequeWithAClose() {
        check(Mpsc.class, Model.class);
    }

    @Test
    void mpscSwapBehavesLikeOneStep() {
        check(CyclingMpsc.class, RoomyModel.class);
    }

    @Test
    void mpscClaimByReadAndWriteIsFound() {
        assertThatThrownBy(() -> check(BrokenMpsc.class, Model.class)).isInstanceOf(AssertionError.class);
    }

    @Test
    void mpmcBehavesLikeOneDequeWithAClose() {
        check(Mpmc.class, Model.class);
    }

    @Test
    void mpmcSwapInTwoStepsIsFound() {
        assertThatThrownBy(() -> check(BrokenMpmc.class, Model.class)).isInstanceOf(AssertionError.class);
    }

    /** What a queue is, one operation at a time. */
    public static class Model {
        private final ArrayDeque<Integer> items = new ArrayDeque<>();
        private final int capacity;
        private boolean closed;

        public Model() {
            this(CAPACITY);
        }

        Model(int capacity) {
            this.capacity = capacity;
        }

        public Offer offer(int item) {
            if (closed || items.size() == capacity) {
                return closed ? Offer.CLOSED : Offer.FULL;
            }
            items.add(item);
            return Offer.ACCEPTED;
        }

        public @Nullable Integer poll() {
            return items.poll();
        }

        public @Nullable Integer cycle(int item) {
            Integer front = items.poll();
            if (front != null) {
                items.add(item);
            }
            return front;
        }

        public void close() {
            closed = true;
        }

        public boolean isFinished() {
            return closed && items.isEmpty();
        }
    }

    /** The ring from many to one: the consumer's operations never overlap. */
    @Param(name = "item", gen = IntGen.class, conf = "1:9")
    public static class Mpsc {
        private final MpscQueue<Integer> queue = MpscQueue.open("mpsc", CAPACITY, item -> {});

        @Operation
        public Offer offer(int item) {
            return queue.offer(item);
        }

        @Operation(nonParallelGroup = "consumer")
        public @Nullable Integer poll() {
            return queue.poll();
        }

        @Operation
        public void close() {
            queue.close();
        }

        @Operation(nonParallelGroup = "consumer")
        public boolean isFinished() {
            return queue.isFinished();
        }
    }

    /** The same model with room for everything. */
    public static class RoomyModel extends Model {
        public RoomyModel() {
            super(64);
        }
    }

    /** Swaps and offers; with room, for an offer that meets a swap on a nearly full ring may answer FULL. */
    @Param(name = "item", gen = IntGen.class, conf = "1:9")
    public static class CyclingMpsc {
        private final MpscQueue<Integer> queue = MpscQueue.open("mpsc", 64, item -> {});

        @Operation
        public Offer offer(int item) {
            return queue.offer(item);
        }

        @Operation(nonParallelGroup = "consumer")
        public @Nullable Integer poll() {
            return queue.poll();
        }

        @Operation(nonParallelGroup = "consumer")
        public @Nullable Integer cycle(int item) {
            return queue.cycle(item);
        }

        @Operation
        public void close() {
            queue.close();
        }
    }

    /** Seeded: two producers may claim the same index. */
    @Param(name = "item", gen = IntGen.class, conf = "1:9")
    public static class BrokenMpsc {
        private final @Nullable Integer[] slots = new Integer[16];
        private volatile int tail;
        private volatile int head;
        private volatile boolean closed;

        @Operation
        public Offer offer(int item) {
            if (closed) {
                return Offer.CLOSED;
            }
            int at = tail;
            if (at - head >= CAPACITY) {
                return Offer.FULL;
            }
            slots[at] = item;
            tail = at + 1;
            return Offer.ACCEPTED;
        }

        @Operation(nonParallelGroup = "consumer")
        public @Nullable Integer poll() {
            return head == tail ? null : slots[head++];
        }

        @Operation
        public void close() {
            closed = true;
        }

        @Operation(nonParallelGroup = "consumer")
        public boolean isFinished() {
            return closed && head == tail;
        }
    }

    /** The queue from many to many. */
    @Param(name = "item", gen = IntGen.class, conf = "1:9")
    public static class Mpmc {
        private final MpmcQueue<Integer> queue = MpmcQueue.open("mpmc", CAPACITY, item -> {});

        @Operation
        public Offer offer(int item) {
            return queue.offer(item);
        }

        @Operation
        public @Nullable Integer poll() {
            return queue.poll();
        }

        @Operation
        public @Nullable Integer cycle(int item) {
            return queue.cycle(item);
        }

        @Operation
        public void close() {
            queue.close();
        }

        @Operation
        public boolean isFinished() {
            return queue.isFinished();
        }
    }

    /** Seeded: between the two halves of a swap others see one item less. */
    @Param(name = "item", gen = IntGen.class, conf = "1:9")
    public static class BrokenMpmc {
        private final ArrayDeque<Integer> items = new ArrayDeque<>();

        @Operation
        public synchronized Offer offer(int item) {
            if (items.size() == CAPACITY) {
                return Offer.FULL;
            }
            items.add(item);
            return Offer.ACCEPTED;
        }

        @Operation
        public synchronized @Nullable Integer poll() {
            return items.poll();
        }

        @Operation
        public @Nullable Integer cycle(int item) {
            Integer front = poll();
            if (front != null) {
                synchronized (this) {
                    items.add(item);
                }
            }
            return front;
        }
    }
}
