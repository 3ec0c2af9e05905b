// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.queue;

import dev.heddle.runtime.queue.ConfinedQueue;
import dev.heddle.runtime.queue.MpmcQueue;
import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Receiver;
import dev.heddle.runtime.queue.Sender;
import dev.heddle.runtime.queue.SpscQueue;
import dev.heddle.runtime.queue.WhenFull;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One operation of each queue on one thread: its bare cost, and with `-prof gc` that it allocates nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class QueueBench {
    /** Which queue. */
    @Param({"spsc", "mpsc", "mpmc", "confined", "coalescing"})
    public String queue = "";

    private Sender<Integer> sender;
    private Receiver<Integer> receiver;
    private final Integer item = 1000;
    private final Integer[] row = {1000, 1001, 1002, 1003};
    private int sum;

    /** Opens the queue. */
    @Setup
    public void open() {
        switch (queue) {
            case "spsc" -> use(SpscQueue.open(queue, 64, lost -> {}));
            case "mpsc" -> use(MpscQueue.open(queue, 64, lost -> {}));
            case "mpmc" -> use(MpmcQueue.open(queue, 64, lost -> {}));
            case "confined" -> use(ConfinedQueue.open(queue, 64, lost -> {}, WhenFull.DROP_OLDEST));
            case "coalescing" -> use(ConfinedQueue.coalescing(queue, 64, lost -> {}, Integer::longValue));
            default -> throw new IllegalArgumentException(queue);
        }
    }

    private <Q extends Sender<Integer> & Receiver<Integer>> void use(Q opened) {
        sender = opened;
        receiver = opened;
    }

    /** One in, one out. */
    @Benchmark
    public Object offerAndPoll() {
        return sender.offer(item) == Offer.ACCEPTED ? receiver.poll() : sender;
    }

    /** Four in as a batch, four out in a drain. */
    @Benchmark
    public int batchAndDrain() {
        return sender.offerBatch(row, 0, 4) + receiver.drain(taken -> sum += taken, 4);
    }

    /** One in, swapped for another, which comes out. */
    @Benchmark
    public Object cycle() {
        if (sender.offer(item) != Offer.ACCEPTED || receiver.cycle(row[1]) == null) {
            return sender;
        }
        return receiver.poll();
    }
}
