// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import java.util.function.Consumer;

class MpscQueueTest extends SharedQueueContract<MpscQueue<Integer>> {
    @Override
    MpscQueue<Integer> open(String label, int capacity, Consumer<? super Integer> disposer) {
        return MpscQueue.open(label, capacity, disposer);
    }

    @Override
    QueueStats stats(MpscQueue<Integer> queue) {
        return queue.stats();
    }

    @Override
    void close(MpscQueue<Integer> queue) {
        queue.close();
    }

    @Override
    void closeNow(MpscQueue<Integer> queue) {
        queue.closeNow();
    }
}
