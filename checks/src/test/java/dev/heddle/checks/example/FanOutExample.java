// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import dev.heddle.runtime.queue.FanOut;
import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Receiver;
import dev.heddle.runtime.queue.Wait;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One message to many consumers without a copy: what a counted heap and queues were first made for. */
final class FanOutExample {
    // region heap
    /** {@code struct { int length; char text[128]; }} */
    static final int LENGTH = 0, TEXT = 4, BYTES = 132;

    static UnitHeap openHeap() {
        return UnitHeap.open(HeapOptions.of("messages", BYTES, 20, 2000).doubling());
    }
    // end

    private final AtomicInteger refused = new AtomicInteger();

    // region distribute
    void distribute(UnitHeap heap, List<MpscQueue<Unit>> consumers, Iterator<String> messages) {
        var fanOut = FanOut.open("consumers", (member, why) -> refused.incrementAndGet());
        consumers.forEach(fanOut::add);
        while (messages.hasNext()) {
            Unit unit = heap.allocate(); // count 1: ours alone, so we may write
            unit.putInt(LENGTH, unit.putUtf8(TEXT, messages.next()));
            fanOut.publish(unit); // theirs now: forget that it existed
        }
        consumers.forEach(MpscQueue::close); // each still gets what was accepted
    }
    // end

    // region consume
    static void consume(Receiver<Unit> queue, Consumer<String> show) {
        while (queue.await(1_000_000_000L) != Wait.CLOSED) {
            queue.drain(
                    unit -> {
                        show.accept(unit.getUtf8(TEXT, unit.getInt(LENGTH)));
                        unit.release(); // what is drained is ours; the last one to release sends it home
                    },
                    64);
        }
    }
    // end

    int refused() {
        return refused.get();
    }
}
