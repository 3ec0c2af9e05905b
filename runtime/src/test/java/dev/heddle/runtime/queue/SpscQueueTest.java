// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import java.util.function.Consumer;

class SpscQueueTest extends SharedQueueContract<SpscQueue<Integer>> {
    @Override
    SpscQueue<Integer> open(String label, int capacity, Consumer<? super Integer> disposer) {
        return SpscQueue.open(label, capacity, disposer);
    }

    @Override
    QueueStats stats(SpscQueue<Integer> queue) {
        return queue.stats();
    }

    @Override
    void close(SpscQueue<Integer> queue) {
        queue.close();
    }

    @Override
    void closeNow(SpscQueue<Integer> queue) {
        queue.closeNow();
    }
}
